package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.tools.compare.ComparedRun;
import org.weightflow.tools.compare.Comparison;
import org.weightflow.tools.compare.MetricsFixture;
import org.weightflow.tools.compare.Setting;

class ComparisonPageTest {
    private static final String HOSTILE = "</script><script>alert(1)</script><!-- '&{{lead}} \u2028";
    private static final ComparisonPage PAGE = new ComparisonPage();

    @TempDir
    private Path folder;

    private Comparison both;

    @BeforeEach
    void read() throws IOException {
        both = Comparison.read(
                List.of(MetricsFixture.current(folder.resolve("one")), MetricsFixture.older(folder.resolve("two"))));
    }

    @Test
    void givesTheSameBytesForTheSameRunsInEveryLocale() {
        String first = PAGE.render(both);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(first, new ComparisonPage().render(both));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void saysWhatEachRunFound() {
        String page = PAGE.render(both);
        assertTrue(
                page.contains("<li>one: samples at r = 0.88, 0.5 points under the zoo (95.50 against 96.00 %). Neither"
                        + " copies nor fully new.</li>"));
        assertTrue(page.contains("<li>two: samples at r = 1.25, 0.1 points over the zoo (98.10 against 98.00 %). New"
                + " networks.</li>"));
        assertTrue(page.contains("<td data-value=\"-0.12\">\u22120.12 (\u22120.20 to \u22120.04) soup</td>"));
        assertTrue(page.contains("<code>collect.epochs</code></th><td>3</td><td>5</td>"));
        assertTrue(page.contains("<code>later</code></th><td>\u2013</td><td>yes-please</td>"));
        String text = page.substring(page.indexOf("<body>"), page.indexOf("<script type"));
        assertFalse(text.contains("NaN") || text.contains("null"));
    }

    @Test
    void countsAccuracyFromEachRunsOwnZoo() throws IOException {
        JsonNode series = data(PAGE.render(both)).get("series");
        assertEquals("[0.5,0.9]", series.get(0).get("novelty").toString());
        assertEquals("[-0.002,null]", series.get(0).get("difference").toString());
        assertEquals("[-0.003,null]", series.get(0).get("low").toString());
        assertEquals(-0.005, series.get(0).get("samplesDifference").asDouble());
        assertEquals("[]", series.get(1).get("novelty").toString());
        assertEquals(0.001, series.get(1).get("samplesDifference").asDouble());
        assertFalse(series.get(0).get("colour").equals(series.get(1).get("colour")));
    }

    @Test
    void standsASentenceInForWhatThereIsNot() {
        Comparison nothing = new Comparison(
                both.quantities(), List.of(new ComparedRun("bare", Map.of(), List.of(), Map.of())), List.of());
        String page = PAGE.render(nothing);
        assertFalse(page.contains("id=\"chart-frontier\""));
        assertTrue(page.contains("Neither novelty nor accuracy is known for any run"));
        assertTrue(page.contains("Fewer than two of the runs have a config.yaml"));
    }

    @Test
    void warnsOfAccuraciesOfDifferentTasks() {
        String warning = "The runs differ in dataset or architecture";
        assertFalse(PAGE.render(both).contains(warning));
        Setting dataset = new Setting("dataset.name", Map.of("one", "iris", "two", "digits"));
        assertTrue(PAGE.render(new Comparison(both.quantities(), both.runs(), List.of(dataset)))
                .contains(warning));
    }

    @Test
    void refersToNothingOutsideAndKeepsHostileTextAsText() {
        ComparedRun run = new ComparedRun(
                HOSTILE,
                both.runs().get(0).estimates(),
                List.of(new ComparedRun.Level(HOSTILE, 1, 1, 1, 1)),
                Map.of(HOSTILE, HOSTILE));
        Setting setting = new Setting(HOSTILE, Map.of(HOSTILE, HOSTILE));
        String page = PAGE.render(new Comparison(both.quantities(), List.of(run), List.of(setting)));
        assertFalse(page.contains("<script>alert"));
        assertFalse(page.substring(page.indexOf("<script type")).contains("\u2028"), "a line end to some scripts");
        assertEquals(4, page.split("<script", -1).length, "data, library, page");
        String own = page.replace(ChartLibrary.load().script(), "");
        Matcher address = Pattern.compile("(?:src|href|action|poster)\\s*=\\s*\"([^\"]*)\"")
                .matcher(own);
        while (address.find()) {
            assertTrue(address.group(1).startsWith("#") || address.group(1).equals("data:,"), address.group(1));
        }
        for (String reader : List.of("http:", "https:", "@import", "url(", "fetch(", "XMLHttpRequest", "import(")) {
            assertFalse(own.contains(reader), reader);
        }
    }

    private static JsonNode data(String page) throws IOException {
        String start = "id=\"report-data\">";
        int from = page.indexOf(start) + start.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}
