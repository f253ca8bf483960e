using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Kallsyms.Symbols;
using Xunit;

namespace Kallsyms.Tests.Layering;

/// <summary>What native code pays dearly for is not written by accident.</summary>
public class StructArraysTests
{
    /// <summary><c>[.. sequence]</c> makes them by LINQ, with a pool of arrays for each type (docs/performance.md); <c>sequence.ToArray()</c> does not.</summary>
    [Fact]
    public void ArraysOfStructsAreMadeBySequencesAndNotByLinq()
    {
        using var file = new PEReader(File.OpenRead(typeof(SymbolList).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        Assert.DoesNotContain(
            Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.MethodSpec)).Select(MetadataTokens.MethodSpecificationHandle)
                .Select(metadata.GetMethodSpecification),
            call => IsToArray(metadata, call.Method) && IsOfStruct(metadata.GetBlobReader(call.Signature)));
    }

    static bool IsToArray(MetadataReader metadata, EntityHandle method) => method.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)method) is { Parent.Kind: HandleKind.TypeReference } member
        && metadata.GetString(member.Name) == "ToArray"
        && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == "Enumerable";

    // ECMA-335, II.23.2.15: a mark, the number of types, and the first of them.
    static bool IsOfStruct(BlobReader signature)
    {
        signature.ReadSignatureHeader();
        signature.ReadCompressedInteger();
        byte type = signature.ReadByte();
        if (type == (byte)SignatureTypeCode.GenericTypeInstance)
            type = signature.ReadByte();
        return type is (byte)SignatureTypeKind.ValueType or >= (byte)SignatureTypeCode.Boolean and <= (byte)SignatureTypeCode.Double;
    }
}
