"""Describe the ids of findings that no rule has: those of the stages before and beside the rules."""

from __future__ import annotations

from generator.diagnostics.rule_info import RuleInfo

_YAML = "YAML 1.2.2; docs/spec-language.md"
_SCHEMA = "schemas/; JSON Schema 2020-12"
_LAYERS = "docs/spec-language.md"

STAGES: tuple[RuleInfo, ...] = (
    RuleInfo("YML001", "the file cannot be read", "It does not exist, is a folder, or may not be opened."),
    RuleInfo(
        "YML002",
        "the file is too large",
        "Files over 1 MB, more than 40 levels or 50,000 values, aliases counted as often as they are used, are "
        "refused: a small file must not become a large one in memory.",
        _YAML,
    ),
    RuleInfo(
        "YML003",
        "the file is not YAML",
        "A colon, a space, a comma, a quote or a bracket is missing, a tab is used to indent, or a line stands in a "
        "column where no level begins. The finding names the likely cause and its line, which may be above the one "
        "where a parser gives up.",
        _YAML,
    ),
    RuleInfo(
        "YML004", "a YAML tag", "Tags such as !!python/object make a parser build objects. A spec is plain data.", _YAML
    ),
    RuleInfo(
        "YML005",
        "YAML that a spec does not use",
        "Keys are simple texts, a merge key (<<) takes aliases of maps, and an alias needs an anchor that is complete "
        "before it. A text that begins with &, *, ! or { must stand in quotes.",
        _YAML,
    ),
    RuleInfo(
        "YML006", "a key is given twice", "Which of the two counts would be a guess: most parsers take the last.", _YAML
    ),
    RuleInfo(
        "YML080",
        "braces are missing in a list",
        "[name: a, size: 1] is a list of two maps of one key each. A map in brackets has braces of its own.",
        _YAML,
    ),
    RuleInfo(
        "EXT001", "extends leaves the folder", "A spec reads files in or below its own folder and no others.", _LAYERS
    ),
    RuleInfo("EXT002", "a file extends itself", "The chain of files closes into a circle.", _LAYERS),
    RuleInfo("EXT003", "too many files", "A spec may extend up to 50 files in all.", _LAYERS),
    RuleInfo(
        "EXT005",
        "the extended file describes an account",
        "An account's spec has keys of its own. What several environments share is a file that sets no name.",
        _LAYERS,
    ),
    RuleInfo(
        "EXT004", "the extended file does not exist", "Paths are relative to the file that says extends.", _LAYERS
    ),
    RuleInfo(
        "SCH001", "an unknown key", "No key is ignored: it may be misspelt, or stand in the wrong place.", _SCHEMA
    ),
    RuleInfo("SCH002", "a key is missing", "A complete spec must have it, and it has no sensible default.", _SCHEMA),
    RuleInfo(
        "SCH003",
        "a value of the wrong type",
        "A text, a number, a list or a map stands where another belongs.",
        _SCHEMA,
    ),
    RuleInfo("SCH004", "a value that is not among those allowed", "The finding lists what is allowed.", _SCHEMA),
    RuleInfo("SCH005", "a text of the wrong form", "The finding says which form the text must have.", _SCHEMA),
    RuleInfo(
        "SCH006",
        "a value out of bounds",
        "A number, or the length of a text or a list, is too small or too large.",
        _SCHEMA,
    ),
    RuleInfo("SCH007", "a value twice in a list", "The list is a set: each value stands in it once.", _SCHEMA),
    RuleInfo(
        "SCH009",
        "the schema is broken in another way",
        "The finding repeats the words of the JSON Schema library.",
        _SCHEMA,
    ),
    RuleInfo("SPC001", "a name twice in a list", "Files that extend each other merge lists by name.", _LAYERS),
    RuleInfo(
        "SPC002", "remove takes out nothing", "No file below and no default has an entry of this name.", _LAYERS, "yes"
    ),
    RuleInfo("SPC003", "an empty file", "It was most likely meant to be an environment.", _LAYERS),
    RuleInfo("SPC004", "a file that is of no use", "It sets no environmentSuffix, and no file extends it.", _LAYERS),
    RuleInfo(
        "SPC005",
        "a key under its old name",
        "The key has a new name. The old one is accepted until 0.2, and `--fix` writes the new one.",
        _LAYERS,
        "yes",
    ),
    RuleInfo(
        "SPC006",
        "a key under both of its names",
        "Which of the two counts would be a guess: keep the new one.",
        _LAYERS,
    ),
    RuleInfo(
        "SPC007",
        "the spec of an account where one of an environment is needed",
        "Most commands are for environments. `synth`, `validate` and `verify` take accounts as well.",
        _LAYERS,
    ),
    RuleInfo(
        "SPC080",
        "an invisible character in a text",
        "It came with a copied text, and makes two texts that look alike differ. `--fix` takes it out.",
        _LAYERS,
        "yes",
    ),
    RuleInfo(
        "SPC081",
        "a reset of nothing",
        "No extended file and no default has a value at the path.",
        _LAYERS,
        "yes",
    ),
    RuleInfo(
        "SPC086",
        "an empty list that drops nothing",
        "Lists of names merge by name, so an empty one leaves the entries of the extended files and of the default.",
        _LAYERS,
        "yes",
    ),
    RuleInfo("FUN000", "a function without code", "There is no folder for it in lambda_src.", "docs/packaging.md"),
    RuleInfo(
        "PKG001",
        "a function that cannot be packaged",
        "Its archive cannot be built from its folder.",
        "docs/packaging.md",
    ),
    RuleInfo(
        "WAI001", "a waiver of nothing, or of two things", "It is for one finding or one control.", "docs/waivers.md"
    ),
    RuleInfo("WAI002", "an expired waiver", "It holds up to and with the day of 'expires'.", "docs/waivers.md"),
    RuleInfo("WAI003", "a waiver of an unknown id", "No rule or control has this id.", "docs/waivers.md"),
    RuleInfo(
        "WAI004", "a waiver of what cannot be waived", "The stack would fail in AWS all the same.", "docs/waivers.md"
    ),
    RuleInfo(
        "WAI005", "a waiver that matches nothing", "What it waived is fixed, or its path is wrong.", "docs/waivers.md"
    ),
    RuleInfo(
        "WAI006",
        "a waiver by the former id of a control",
        "Ids of controls begin with C-, so that none is a rule's as well. --fix writes the new one.",
        "docs/decisions/0081-controls-have-ids-of-their-own.md",
    ),
)
