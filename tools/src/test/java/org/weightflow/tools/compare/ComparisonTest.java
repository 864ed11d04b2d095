package org.weightflow.tools.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.artefact.Json;

class ComparisonTest {
    private static final String GAP = " {2,}";

    @TempDir
    private Path folder;

    private Comparison both;

    @BeforeEach
    void read() throws IOException {
        both = Comparison.read(
                List.of(MetricsFixture.current(folder.resolve("one")), MetricsFixture.older(folder.resolve("two"))));
    }

    @Test
    void writesEveryNumberIntoItsCell() {
        Map<String, List<String>> cells = cells(ComparisonTable.of(both));
        assertCells(cells, "quantity", "one", "two");
        assertCells(cells, "Accuracy, %: zoo", "96.00 +- 0.20", "98.00 +- 0.10");
        assertCells(cells, "Accuracy, %: samples", "95.50 +- 0.25", "98.10 +- 0.20");
        assertCells(cells, "Novelty r: median", "0.88 (0.80 to 0.95)", "1.25 (1.10 to 1.50)");
        assertCells(cells, "N&P, %: at r 0.25", "75 (50 to 100)", "-");
        assertCells(cells, "N&P, %: at r 0.5", "25", "-");
        assertCells(cells, "N&P, %: at r 0.75", "-", "-");
        assertCells(cells, "Copy test: Z_U", "-1.3", "-");
        assertCells(cells, "Generator - best baseline, points: at r 0.25", "-", "-");
        assertCells(cells, "Generator - best baseline, points: at r 0.5", "-0.12 (-0.20 to -0.04) soup", "-");
        assertCells(cells, "Ensemble of samples, %: first 16", "-", "98.40");
        assertCells(cells, "Ensemble of samples, %: of 4", "96.50 +- 0.30", "-");
        assertCells(cells, "Ensemble of the zoo, %: first 16", "97.00", "98.50");
        assertCells(cells, "Ensemble of the zoo, %: of 16", "97.10 +- 0.10", "-");
        assertCells(cells, "Ensemble of the zoo, %: of 64", "-", "-");
        assertCells(cells, "Wrong-prediction IoU: max", "0.625", "0.500");
        assertCells(cells, "Disagreement, %: samples", "4.00", "-");
        assertCells(cells, "Disagreement, %: zoo", "5.00", "-");
        assertCells(cells, "Outliers, AUROC: noise/1", "0.875", "-");
        assertCells(cells, "Density, %: samples", "16.80", "-");
    }

    @Test
    void showsTheSettingsThatDifferAndNoOther() {
        assertEquals(
                List.of(
                        new Setting("collect.epochs", Map.of("one", "3", "two", "5")),
                        new Setting("later", Map.of("two", "yes-please"))),
                both.settings());
        Map<String, List<String>> cells = cells(ComparisonTable.of(both));
        assertCells(cells, "collect.epochs", "3", "5");
        assertCells(cells, "later", "-", "yes-please");
    }

    @Test
    void leavesRunsWithoutSettingsOutOfTheirComparison() throws IOException {
        Path report = MetricsFixture.report(folder.resolve("alone"));
        assertEquals(
                List.of(),
                Comparison.read(List.of(folder.resolve("one"), report)).settings());
        assertEquals(
                both.settings(),
                Comparison.read(List.of(folder.resolve("one"), report, folder.resolve("two")))
                        .settings());
    }

    @Test
    void writesOneLineARunForSpreadsheets() throws IOException {
        Path comma = MetricsFixture.older(folder.resolve("a, \"b\""));
        List<String> lines = ComparisonCsv.of(Comparison.read(List.of(folder.resolve("one"), comma)))
                .lines()
                .toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0)
                .startsWith("run,zoo_accuracy,zoo_accuracy_sd,samples_accuracy,samples_accuracy_sd,novelty,"));
        assertTrue(lines.get(0).endsWith(",density,config.collect.epochs,config.later"), lines.get(0));
        assertTrue(
                lines.get(1).startsWith("one,0.96,0.002,0.955,0.0025,0.88,0.8,0.95,0.75,0.5,1.0,0.25,,,"),
                lines.get(1));
        assertTrue(lines.get(1).contains(",-0.0012,-0.002,-4.0E-4,soup,"), lines.get(1));
        assertTrue(lines.get(1).endsWith(",0.168,3,"), lines.get(1));
        assertTrue(lines.get(2).startsWith("\"a, \"\"b\"\"\",0.98,0.001,"), lines.get(2));
        assertEquals(
                lines.get(0).split(",", -1).length, lines.get(1).split(",", -1).length, "as many cells as headings");
    }

    @Test
    @SuppressWarnings("unchecked")
    void writesWhatIsNotKnownAsNull() {
        Map<String, Object> tree = Json.canonicalMap(ComparisonTree.of(both));
        List<Map<String, Object>> runs = (List<Map<String, Object>>) tree.get("runs");
        Map<String, Object> one = (Map<String, Object>) runs.get(0).get("quantities");
        Map<String, Object> two = (Map<String, Object>) runs.get(1).get("quantities");
        assertEquals(
                Map.of("value", -0.0012, "low", -0.002, "high", -0.0004, "best", "soup"), one.get("difference_t50"));
        assertEquals(one.keySet(), two.keySet());
        assertEquals(null, ((Map<String, Object>) two.get("copy_z")).get("value"));
        assertEquals(2, ((List<?>) runs.get(0).get("frontier")).size(), "the generator's levels, not the noise's");
        assertEquals(List.of(), runs.get(1).get("frontier"));
    }

    @Test
    void tellsFoldersOfOneNameApart() throws IOException {
        Path other = MetricsFixture.older(folder.resolve("elsewhere/one"));
        List<String> names = RunNames.of(List.of(folder.resolve("one"), other));
        assertEquals("elsewhere/one", names.get(1));
        assertEquals(folder.getFileName() + "/one", names.get(0));
        var e = assertThrows(
                IllegalArgumentException.class, () -> RunNames.of(List.of(other, other.resolve("../one"))));
        assertTrue(e.getMessage().endsWith("one is given twice"), e::getMessage);
    }

    @Test
    void namesTheFileAndTheFieldOfDamagedMetrics() throws IOException {
        Path metrics = folder.resolve("one/report/metrics.json");
        String sound = Files.readString(metrics);
        assertDamage(metrics, sound.replace("-1.25", "\"low\""), "samples.copy.z: \"low\" is not a number");
        assertDamage(metrics, "[1]", "zoo and samples are missing");
        assertDamage(metrics, sound.replace("\"schema\": 1", "\"schema\": 2"), "schema 2 is later than 1");
        assertDamage(metrics, sound.substring(0, 100), "metrics.json: line ");
        assertDamage(folder.resolve("one/config.yaml"), "a: 1\na: 2\n", "a is given twice");
    }

    private void assertDamage(Path file, String text, String reason) throws IOException {
        String before = Files.readString(file);
        Files.writeString(file, text);
        var e = assertThrows(IOException.class, () -> Comparison.read(List.of(folder.resolve("one"))));
        assertTrue(e.getMessage().startsWith(file.toString()) && e.getMessage().contains(reason), e::getMessage);
        assertEquals(IOException.class, e.getClass(), "no wrong use");
        Files.writeString(file, before);
    }

    private static void assertCells(Map<String, List<String>> cells, String row, String... expected) {
        assertEquals(List.of(expected), cells.get(row), row);
    }

    /** The cells of each row by what stands before them; rows that wrap are not looked at. */
    private static Map<String, List<String>> cells(String table) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        table.lines().forEach(line -> {
            List<String> parts = List.of(line.split(GAP, -1));
            cells.putIfAbsent(parts.get(0), parts.subList(1, parts.size()));
        });
        return cells;
    }
}
