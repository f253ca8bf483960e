using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Kallsyms.Tests.Layering;

/// <summary>Which type of an assembly uses which other one of it: bases, members' signatures, attributes, and all that code mentions.</summary>
sealed class CompiledDependencies
{
    readonly MetadataReader _metadata;
    readonly PEReader _image;
    readonly MentionedTypes _mentioned;
    readonly HashSet<TypeUse> _uses = [];

    CompiledDependencies(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _mentioned = new(_metadata);
    }

    /// <summary>Reads an assembly.</summary>
    public static IReadOnlyCollection<TypeUse> Read(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        var dependencies = new CompiledDependencies(image);
        foreach (TypeDefinitionHandle type in dependencies._metadata.TypeDefinitions)
            dependencies.ReadType(type);
        return dependencies._uses;
    }

    void ReadType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        _mentioned.Clear();
        _mentioned.Add(type.BaseType);
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
            _mentioned.Add(_metadata.GetInterfaceImplementation(implementation).Interface);
        foreach (FieldDefinitionHandle field in type.GetFields())
            _metadata.GetFieldDefinition(field).DecodeSignature(_mentioned.Signatures, null);
        foreach (MethodDefinitionHandle method in type.GetMethods())
            ReadMethod(_metadata.GetMethodDefinition(method));
        AddConstraints(type.GetGenericParameters());
        AddAttributes(type.GetCustomAttributes());
        (string Namespace, string Name) user = _mentioned.Name(handle);
        foreach (TypeDefinitionHandle used in _mentioned.Types)
        {
            (string Namespace, string Name) other = _mentioned.Name(used);
            if (other.Namespace != user.Namespace)
                _uses.Add(new(user.Namespace, user.Name, other.Namespace, other.Name));
        }
    }

    void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_mentioned.Signatures, null);
        AddConstraints(method.GetGenericParameters());
        AddAttributes(method.GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0)
            return;
        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_mentioned.Signatures, null);
        foreach (ExceptionRegion region in body.ExceptionRegions)
            _mentioned.Add(region.CatchType);
        foreach (EntityHandle entity in CodeTokens.Of(body.GetILReader()))
            _mentioned.Add(entity);
    }

    void AddConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in _metadata.GetGenericParameter(parameter).GetConstraints())
                _mentioned.Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    void AddAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle attribute in attributes)
            _mentioned.Add(_metadata.GetCustomAttribute(attribute).Constructor);
    }
}

/// <summary>A type of one namespace uses a type of another one.</summary>
sealed record TypeUse(string From, string User, string To, string Used)
{
    public override string ToString() => $"{From}.{User} uses {To}.{Used}";
}
