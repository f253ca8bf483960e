using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Pages;
using Kallsyms.Tests.Diagnosis.Rules;
using Kallsyms.Tests.Diagnosis.Statistics;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Pages;

/// <summary>The data of a page, number by number: all are others, so that none can stand in the place of another.</summary>
public class PageJsonTests
{
    [Fact]
    public void ADifference_IsCountedByKind() => Is(
        """{ "removed": 1, "added": 2, "retyped": 3, "reordered": 4, "moved": 7, "runs": 5 }""",
        Page(
            """
            T _text 0; t gone 10 -; t came1 - 20; t came2 - 28
            Dd r1 100; Dd r2 108; Dd r3 110
            b o1 200.1 200.5; b o2 200.2 200.4; b o3 200.3; b o4 200.4 200.2; b o5 200.5 200.1
            r m1 1000 1010; r m2 2000 2010; r m3 3000 3020; r m4 4000 4020; r m5 5000 5030; r m6 6000 6040; r m7 7000 7050
            B _end 900000
            """)["explanation"]!["counts"]!);

    [Fact]
    public void Differences_AreToldWithBothSides() => Is(
        """
        [
          { "kind": "removed", "name": "gone", "count": 1, "section": ".text", "before": "t ffffffff81000010" },
          { "kind": "added", "name": "came", "count": 1, "section": ".text", "after": "t ffffffff81000020" },
          { "kind": "retyped", "name": "letter", "count": 1, "section": ".data", "before": "D ffffffff81000100", "after": "d ffffffff81000100" },
          { "kind": "moved", "name": "first", "last": "last", "count": 3, "section": ".data", "before": "d ffffffff81000180", "after": "d ffffffff81000188", "moved": "+0x8" }
        ]
        """,
        Page(
            "T _text 0; t gone 10 -; t came - 20; Dd letter 100; d first 180 188; d second 190 198; d last 1a0 1a8; B _end 300; [.text] 0+100/10; [.data] 100+100/10 100+110/10")
            ["explanation"]!["differences"]!);

    [Fact]
    public void Sections_AreToldPassByPass() => Is(
        """
        [
          {
            "name": ".text", "differences": 2, "isFirst": true,
            "cells": [
              { "address": "ffffffff81000000", "size": 256, "alignment": 16 },
              { "address": "ffffffff81000000", "size": 272, "alignment": 16, "moved": 0, "grew": 16 }
            ]
          },
          {
            "name": ".data", "differences": 0, "isFirst": false,
            "cells": [
              { "address": "ffffffff81000120", "size": 512, "alignment": 32, "padding": 32 },
              { "address": "ffffffff81000140", "size": 511, "alignment": 32, "padding": 48, "moved": 32, "grew": -1, "paddingGrew": 16 }
            ]
          },
          {
            "name": ".new", "differences": 0, "isFirst": false,
            "cells": [null, { "address": "ffffffff81000340", "size": 8, "alignment": 1, "padding": 1 }]
          }
        ]
        """,
        Json(data =>
        {
            SymbolSnapshot[] passes = SideBySide.Passes("T _text 0; t a - 10; t b - 20; B _end 900000; [.text] 0+100/10 0+110/10; [.data] 120+200/20 140+1ff/20; [.new] 340+8/1");
            passes[0] = passes[0] with { Sections = passes[0].Sections.Take(2).ToArray() };
            return data with { Explanation = ExplanationView.Make(Kallsyms.Diagnosis.Rules.Explainer.Explain(passes)) };
        })["explanation"]!["sections"]!);

    [Fact]
    public void SubTables_AreToldPassByPass() => Is(
        """
        [
          {
            "name": "kallsyms_names", "differences": 0, "isFirst": false,
            "cells": [
              { "address": "ffffffff81001000", "size": 1024, "alignment": 1 },
              { "address": "ffffffff81001000", "size": 1040, "alignment": 1, "moved": 0, "grew": 16 }
            ]
          },
          {
            "name": "kallsyms_markers", "differences": 0, "isFirst": false,
            "cells": [
              { "address": "ffffffff81001400", "alignment": 1, "padding": 0 },
              { "address": "ffffffff81001410", "alignment": 1, "padding": 0, "moved": 16, "paddingGrew": 0 }
            ]
          }
        ]
        """,
        Page("T _text 0; R kallsyms_names 1000; R kallsyms_markers 1400 1410; B _end 900000")["explanation"]!["subTables"]!);

    [Fact]
    public void Passes_AreToldWithWhatIsKnownOfThem()
    {
        JsonNode explanation = Page(
            "T _text 0; R n 200 208 200; B _end 900 900 900",
            pass => pass.Name != "pass 2" ? pass
                : pass with { Modified = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), Release = Kallsyms.Tables.KernelRelease.FromUname("6.12") })["explanation"]!;
        Is(
            """
            [
              { "name": "pass 1", "symbols": 3 },
              { "name": "pass 2", "symbols": 3, "modified": "2026-01-02 03:04:05", "release": "6.12" },
              { "name": "pass 3", "symbols": 3 }
            ]
            """,
            explanation["passes"]!);
        Assert.Equal(2, (int)explanation["verdict"]!["period"]!);
        Assert.Equal("oscillate", (string?)explanation["morePasses"]);
    }

    [Fact]
    public void TheVerdict_IsToldWithItsIncident()
    {
        JsonNode explanation = Page("T _text 0; t f 100; t __f_veneer - 200; t new1 - 300; B _end 900")["explanation"]!;
        Is("""["unknown", "the evidence does not tell the cause", "possible", "unknown"]""", Values(explanation, "class", "classTitle", "confidence", "morePasses"));
        JsonNode stubs = Page("T _text 0; t f 100; t __f_veneer - 200; R kallsyms_vendor - 300; B _end 900")["explanation"]!;
        Is("""["D", "the table's own labels", "likely", "help"]""", Values(stubs, "class", "classTitle", "confidence", "morePasses"));
        JsonNode verdict = stubs["verdict"]!;
        Assert.Equal("__f_veneer", (string?)verdict["firstSymbol"]);
        Is("""["kallsyms_vendor"]""", verdict["symbols"]!);
        Is("""["D1", "labels of the table under KALLSYMS_ALL, 2004", "scripts/kallsyms.c, 2.6.11"]""", Values(verdict["incident"]!, "id", "title", "source"));
        Assert.StartsWith("the table lists its own labels in one pass only: kallsyms_vendor", (string?)verdict["summary"], StringComparison.Ordinal);
        Assert.StartsWith("exclude every label", (string?)verdict["cure"], StringComparison.Ordinal);
        Assert.Contains(verdict["chain"]!.AsArray(), line => ((string?)line)!.StartsWith("the earlier image has no table", StringComparison.Ordinal));
        Assert.StartsWith("https://elixir.bootlin.com/linux/v2.6.11/", (string?)verdict["incident"]!["link"], StringComparison.Ordinal);
        Assert.StartsWith("the linker made other stubs", (string?)verdict["others"]!.AsArray().Single()!["why"], StringComparison.Ordinal);
    }

    [Fact]
    public void TheHeading_IsToldWhereItIsKnown()
    {
        Is("""{ "title": "two maps", "tableIsWorkedOut": false }""", Json(data => data));
        Is(
            """{ "title": "two maps", "program": "kallsyms 1", "command": "kallsyms stat", "tableIsWorkedOut": true }""",
            Json(data => data with { Program = "kallsyms 1", Command = "kallsyms stat", TableIsWorkedOut = true }));
    }

    // Six symbols and one token, so that every figure can be counted by hand.
    [Fact]
    public void TheTable_IsToldToTheByte()
    {
        JsonNode table = Json(data => data with { Table = new MadeTable(["Tab", "Tab", "tabc", "dabcd"], uncompressed: true).Statistics })["table"]!;
        Is(
            """{ "distinct": 3, "plainBytes": 19, "storedBytes": 19, "dictionaryBytes": 0, "ratio": 1, "selfTestRatio": 1.3636, "meanLength": 2.75, "meanCodes": 3.75 }""",
            table["names"]!);
        Is(
            """[{ "type": "T", "symbols": 2, "nameBytes": 8, "bytes": 22 }, { "type": "d", "symbols": 1, "nameBytes": 6, "bytes": 13 }, { "type": "t", "symbols": 1, "nameBytes": 5, "bytes": 12 }]""",
            table["types"]!);
        Is(
            """[{ "name": "ab", "types": "T", "symbols": 2, "length": 2, "bytes": 22 }]""",
            table["duplicates"]!);
        Is("""[4, 7]""", Values(table, "symbols", "entryBytes"));
        Is("""{ "code": 97, "text": "a", "uses": 4, "saves": 0 }""", table["tokens"]!.AsArray().Single(token => (string?)token!["text"] == "a")!);
        Is("""["", 4, 47]""", Values(table["prefixes"]!, "text", "symbols", "bytes"));
        Assert.Equal(["T", "d", "t"], table["byType"]!["parts"]!.AsArray().Select(part => (string?)part!["text"]));
    }

    static JsonNode Page(string passes, Func<SymbolSnapshot, SymbolSnapshot>? known = null) =>
        Json(data => data with { Explanation = ExplanationView.Make(SideBySide.Explain(passes, known)) });

    static JsonNode Json(Func<PageData, PageData> data)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            PageJson.Write(json, data(new() { Title = "two maps" }));
        return JsonNode.Parse(Encoding.UTF8.GetString(bytes.WrittenSpan))!;
    }

    static JsonArray Values(JsonNode node, params string[] properties) => [.. properties.Select(property => node[property]?.DeepClone())];

    static void Is(string expected, JsonNode found) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), found), $"expected {expected}\nfound {found.ToJsonString()}");
}
