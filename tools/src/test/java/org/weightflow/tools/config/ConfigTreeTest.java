package org.weightflow.tools.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTreeTest {
    enum Start {
        KAIMING_UNIFORM,
        ZERO
    }

    sealed interface Rule permits Momentum, Adaptive {}

    record Momentum(double momentum, boolean nesterov) implements Rule {}

    record Adaptive(double beta, double epsilon) implements Rule {
        Adaptive {
            if (beta >= 1) {
                throw new IllegalArgumentException("beta " + beta + " is not in [0, 1)");
            }
        }
    }

    record Training(int batchSize, double rate, Rule rule, Start start, Optional<Double> clip) {
        Training {
            if (batchSize < 1) {
                throw new IllegalArgumentException("batchSize " + batchSize + " is less than 1");
            }
            if (batchSize > 100 && rate > 1) {
                throw new IllegalArgumentException("large batches at rate " + rate + " do not train");
            }
        }
    }

    record Stage(String label, double share) {}

    record Collect(String dataset, long seed, Training training, List<Stage> stages, Map<String, Integer> counts) {}

    record Run(Collect collect, ObjectNode architecture, Path folder, boolean keep) {}

    private static final Run DEFAULTS = new Run(
            new Collect(
                    "mnist",
                    1,
                    new Training(64, 1e-3, new Adaptive(0.9, 1e-8), Start.KAIMING_UNIFORM, Optional.empty()),
                    List.of(new Stage("warm", 0.5)),
                    new TreeMap<>(Map.of("train", 50, "test", 5))),
            architecture("mlp").put("width", 32).put("bias", true),
            Path.of("runs"),
            true);

    private static final ConfigTree<Run> CONFIG = ConfigTree.of(Run.class, DEFAULTS)
            .withFamily(Rule.class, members())
            .withNamedDefaults((path, name) -> {
                if (path.equals("architecture") && name.equals("conv")) {
                    return Optional.of(architecture("conv").put("channels", 8));
                }
                throw new IllegalArgumentException("'" + name + "' is not one of conv, mlp");
            });

    private static Map<String, Rule> members() {
        Map<String, Rule> members = new TreeMap<>();
        members.put("sgd", new Momentum(0.9, false));
        members.put("adam", new Adaptive(0.9, 1e-8));
        return members;
    }

    private static ObjectNode architecture(String name) {
        return JsonNodeFactory.instance.objectNode().put("name", name);
    }

    private static Run yaml(String text) throws ConfigException {
        return CONFIG.parse(text, "run.yaml");
    }

    private static String fault(String text) {
        return assertThrows(ConfigException.class, () -> yaml(text)).getMessage();
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(strings = {"", "---", "# nothing\n", "{}", "\uFEFF{}", "collect: {}"})
    void keepsTheDefaultsWhereNothingIsSaid(String text) throws ConfigException {
        assertEquals(DEFAULTS, yaml(text));
    }

    @Test
    void laysWhatIsSaidOverTheDefaults() throws ConfigException {
        Run run = yaml(
                """
                collect:
                  training:
                    batchSize: 32
                    rate: 1e-2
                    start: zero
                    clip: 5
                  stages:
                    - {label: one, share: 0.25}
                    - {label: two, share: 0.75}
                  counts: {train: 7, extra: 2}
                folder: runs/mine
                """);
        assertEquals(
                new Training(32, 0.01, new Adaptive(0.9, 1e-8), Start.ZERO, Optional.of(5.0)),
                run.collect().training());
        assertEquals(
                List.of(new Stage("one", 0.25), new Stage("two", 0.75)),
                run.collect().stages());
        assertEquals(Map.of("train", 7, "test", 5, "extra", 2), run.collect().counts());
        assertEquals(Path.of("runs/mine"), run.folder());
        assertEquals("mnist", run.collect().dataset());
    }

    @Test
    void mergesAMemberOfAFamilyThatKeepsItsName() throws ConfigException {
        assertEquals(
                new Adaptive(0.5, 1e-8),
                yaml("collect: {training: {rule: {beta: 0.5}}}")
                        .collect()
                        .training()
                        .rule());
        assertEquals(
                new Adaptive(0.5, 1e-8),
                yaml("collect: {training: {rule: {name: adam, beta: 0.5}}}")
                        .collect()
                        .training()
                        .rule());
    }

    @Test
    void startsAMemberOfAnotherNameFromItsOwnDefaults() throws ConfigException {
        assertEquals(
                new Momentum(0.9, true),
                yaml("collect: {training: {rule: {name: sgd, nesterov: true}}}")
                        .collect()
                        .training()
                        .rule());
    }

    @Test
    void startsATreeOfAnotherNameFromTheDefaultsThatTheHookGives() throws ConfigException {
        assertEquals(
                architecture("conv").put("channels", 16),
                yaml("architecture: {name: conv, channels: 16}").architecture());
        assertEquals(
                architecture("mlp").put("width", 64).put("bias", true),
                yaml("architecture: {name: mlp, width: 64}").architecture());
    }

    record Method(String name, double strength) {}

    record Pipeline(Method method) {}

    @Test
    void startsARecordOfAnotherNameFromTheDefaultsThatTheHookGives() throws ConfigException {
        ConfigTree<Pipeline> config = ConfigTree.of(Pipeline.class, new Pipeline(new Method("weak", 0.1)))
                .withNamedDefaults((path, name) -> name.equals("strong")
                        ? Optional.of(JsonNodeFactory.instance.objectNode().put("strength", 0.9))
                        : Optional.empty());
        assertEquals(
                new Method("strong", 0.9),
                config.parse("method: {name: strong}", "x").method());
        assertEquals(
                new Method("other", 0.1),
                config.parse("method: {name: other}", "x").method());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "collect: {training: {batchSze: 3}}"
                        + "|run.yaml:1: collect.training.batchSze is not a known key; did you mean batchSize? "
                        + "Known: batchSize, rate, rule, start, clip",
                "colour: red|run.yaml:1: colour is not a known key; known: collect, architecture, folder, keep",
                "collect: {training: {batchSize: many}}"
                        + "|run.yaml:1: collect.training.batchSize is 'many', not a whole number up to 2147483647",
                "collect: {training: {batchSize: 2.5}}"
                        + "|run.yaml:1: collect.training.batchSize is 2.5, not a whole number up to 2147483647",
                "collect: {training: {batchSize: 3000000000}}"
                        + "|run.yaml:1: collect.training.batchSize is 3000000000, not a whole number up to 2147483647",
                "collect: {seed: 99999999999999999999}"
                        + "|run.yaml:1: collect.seed is 99999999999999999999, not a whole number of 64 bits",
                "collect: {training: {batchSize: 0}}|run.yaml:1: collect.training.batchSize 0 is less than 1",
                "collect: {training: {batchSize: 010}}"
                        + "|run.yaml:1: collect.training.batchSize: 010 begins with 0; leave that out",
                "collect: {training: {batchSize: 200, rate: 2}}"
                        + "|run.yaml:1: collect.training: large batches at rate 2.0 do not train",
                "collect: {training: {rate: 1e999}}|run.yaml:1: collect.training.rate is Infinity, not a number",
                "collect: {training: {rate: }}|run.yaml:1: collect.training.rate has no value; it is a number",
                "collect: {training: {start: zeros}}"
                        + "|run.yaml:1: collect.training.start is 'zeros', not one of kaiming-uniform, zero; "
                        + "did you mean zero?",
                "collect: {training: {start: KAIMING_UNIFORM}}"
                        + "|run.yaml:1: collect.training.start is 'KAIMING_UNIFORM', not one of kaiming-uniform, zero; "
                        + "did you mean kaiming-uniform?",
                "collect: {training: {rule: {name: adm}}}"
                        + "|run.yaml:1: collect.training.rule.name 'adm' is not one of adam, sgd; did you mean adam?",
                "collect: {training: {rule: {name: sgd, beta: 0.5}}}"
                        + "|run.yaml:1: collect.training.rule.beta is not a known key; known: name, momentum, nesterov",
                "collect: {training: {rule: {beta: 1}}}"
                        + "|run.yaml:1: collect.training.rule.beta 1.0 is not in [0, 1)",
                "collect: {training: {rule: sgd}}"
                        + "|run.yaml:1: collect.training.rule is 'sgd', not keys and values with a name: one of adam, sgd",
                "collect: {training: 3}"
                        + "|run.yaml:1: collect.training is 3, not keys and values; keys: batchSize, rate, rule, start, "
                        + "clip",
                "collect: {dataset: 7}"
                        + "|run.yaml:1: collect.dataset is 7, not text (in quotes where it looks like something else)",
                "collect: {stages: {a: 1}}|run.yaml:1: collect.stages is keys and values (a), not a list",
                "collect: {stages: [{label: one}]}|run.yaml:1: collect.stages[0] lacks the key share",
                "collect: {counts: {train: x}}"
                        + "|run.yaml:1: collect.counts.train is 'x', not a whole number up to 2147483647",
                "keep: maybe|run.yaml:1: keep is 'maybe', not true or false",
                "architecture: 5|run.yaml:1: architecture is 5, not keys and values",
                "architecture: {name: cnv}|run.yaml:1: architecture.name: 'cnv' is not one of conv, mlp",
                "[1, 2]|run.yaml:1: a configuration is a list of keys and values",
            })
    void saysInOneSentenceWhatIsWrong(String text, String sentence) {
        assertEquals(sentence, fault(text));
    }

    @Test
    void namesTheLine() {
        assertEquals(
                "run.yaml:5: collect.training.batchSize is 'a', not a whole number up to 2147483647",
                fault("# one\ncollect:\n  seed: 4\n  training:\n    batchSize: a\n"));
        assertEquals(
                "run.yaml:4: collect.stages[1] lacks the key share",
                fault(
                        """
                collect:
                  stages:
                    - {label: a, share: 1}
                    - {label: b}
                """));
    }

    @Test
    void refusesAKeyThatIsGivenTwice() {
        assertEquals("run.yaml:3: keep is given twice, first in line 1", fault("keep: true\nfolder: a\nkeep: false\n"));
    }

    @Test
    void refusesAliasesSecondDocumentsAndBrokenText() {
        assertTrue(fault("folder: &a x\ncollect: {dataset: *a}").contains("run.yaml:2: collect.dataset: aliases"));
        assertTrue(fault("keep: true\n---\nkeep: false\n").contains("more after the end"));
        assertEquals(
                "run.yaml:1: while parsing a flow sequence: expected ',' or ']', but got <stream end>",
                fault("keep: [true\n"));
        assertFalse(fault("keep:\n\t- a").contains("\n"));
    }

    @Test
    void readsJsonByTheNameOfTheSource() throws ConfigException {
        assertFalse(CONFIG.parse("{\n\t\"keep\": false\n}", "run.json").keep());
        var e = assertThrows(
                ConfigException.class, () -> CONFIG.parse("{\n\"keep\": true,\n\"keep\": false}", "run.json"));
        assertEquals("run.json:3: keep is given twice, first in line 2", e.getMessage());
        var broken = assertThrows(ConfigException.class, () -> CONFIG.parse("{\n\"keep\": yes}", "run.json"));
        assertTrue(broken.getMessage().startsWith("run.json:2: "), broken::getMessage);
        var open = assertThrows(ConfigException.class, () -> CONFIG.parse("\n{\n", "run.json"));
        assertEquals(
                "run.json:3: Unexpected end-of-input: expected close marker for Object (opened in line 2)",
                open.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"run.json", "run.yaml"})
    void survivesAnyDepth(String source) {
        String deep = "{\"architecture\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        var e = assertThrows(ConfigException.class, () -> CONFIG.parse(deep, source));
        assertTrue(e.getMessage().startsWith(source + ": Document nesting depth"), e::getMessage);
    }

    @Test
    void readsFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("run.yml");
        Files.writeString(file, "keep: false");
        assertFalse(CONFIG.read(file).keep());
        Files.write(file, "folder: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                file + ": the file is not UTF-8 text",
                assertThrows(ConfigException.class, () -> CONFIG.read(file)).getMessage());
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThrows(ConfigException.class, () -> CONFIG.read(file));
        assertThrows(NoSuchFileException.class, () -> CONFIG.read(folder.resolve("none.yml")));
    }

    @Test
    void writesCanonicalJson() {
        assertEquals(
                """
                {"architecture":{"bias":true,"name":"mlp","width":32},\
                "collect":{"counts":{"test":5,"train":50},"dataset":"mnist","seed":1,\
                "stages":[{"label":"warm","share":0.5}],\
                "training":{"batchSize":64,"clip":null,"rate":0.001,\
                "rule":{"beta":0.9,"epsilon":1.0E-8,"name":"adam"},"start":"kaiming-uniform"}},\
                "folder":"runs","keep":true}""",
                CONFIG.json(DEFAULTS));
    }

    @Test
    void writesYamlInTheOrderOfTheRecords() {
        assertEquals(
                """
                collect:
                  dataset: mnist
                  seed: 1
                  training:
                    batchSize: 64
                    rate: 0.001
                    rule:
                      name: adam
                      beta: 0.9
                      epsilon: 1.0E-8
                    start: kaiming-uniform
                    clip: null
                  stages:
                    - label: warm
                      share: 0.5
                  counts:
                    test: 5
                    train: 50
                architecture:
                  name: mlp
                  width: 32
                  bias: true
                folder: runs
                keep: true
                """,
                CONFIG.yaml(DEFAULTS));
    }

    @Test
    void readsWhatItWrites() throws ConfigException {
        Run run = yaml("collect: {training: {rule: {name: sgd}, clip: 1e10}, seed: -9000000000}");
        assertEquals(run, yaml(CONFIG.yaml(run)));
        assertEquals(run, CONFIG.parse(CONFIG.json(run), "run.json"));
        assertEquals(CONFIG.json(run), CONFIG.json(yaml(CONFIG.yaml(run))));
    }

    record Texts(String text, Map<String, String> more, double number) {}

    @Property(tries = 300)
    void readsBackAnyTextAndNumber(@ForAll String text, @ForAll String key, @ForAll double number)
            throws ConfigException {
        Texts texts = new Texts(printable(text), Map.of(printable(key), printable(text)), number);
        ConfigTree<Texts> config = ConfigTree.of(Texts.class, new Texts("", Map.of(), 0));
        assertEquals(texts, config.parse(config.yaml(texts), "texts.yaml"), () -> config.yaml(texts));
        assertEquals(texts, config.parse(config.json(texts), "texts.json"), () -> config.json(texts));
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {"1e-3", "010", "0x1F", "yes", "no", "NO", "null", "~", "1_000", "12:30", "-", "a: b", "# c", ""})
    void quotesTextThatLooksLikeSomethingElse(String text) throws ConfigException {
        readsBackAnyTextAndNumber(text, text, 0.1);
    }

    /** Only what both formats can hold: no half surrogates, no control characters. */
    private static String printable(String text) {
        return text.codePoints()
                .filter(c -> c >= 0x20 && c < 0xD800 && !(c >= 0x7F && c < 0xA0))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    record Loose(JsonNode anything) {}

    @Test
    void passesOnTreesThatSomebodyElseUnderstands() throws ConfigException {
        ConfigTree<Loose> config = ConfigTree.of(Loose.class, new Loose(JsonNodeFactory.instance.nullNode()));
        assertEquals(5, config.parse("anything: 5", "x").anything().intValue());
        assertEquals(2, config.parse("anything: [1, 2]", "x").anything().size());
    }

    @Test
    void refusesFamiliesThatCannotBeToldApart() {
        Map<String, Rule> twice = Map.of("a", new Momentum(0, false), "b", new Momentum(1, false));
        assertThrows(IllegalArgumentException.class, () -> CONFIG.withFamily(Rule.class, twice));
    }
}
