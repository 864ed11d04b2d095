package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LineCurve;
import org.weightflow.canon.barrier.LineKind;
import org.weightflow.canon.barrier.MeasuredLine;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.MethodReport;
import org.weightflow.tools.report.ReportContent.Fact;

class AlignmentPageTest {
    private static final String HOSTILE = "</script><script>alert(1)</script><!-- '&{{lead}} \u2028";
    private static final AlignmentPage PAGE = new AlignmentPage();

    @Test
    void givesTheSameBytesForTheSameContentInEveryLocale() {
        String first = PAGE.render(content("aligned"));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(first, new AlignmentPage().render(content("aligned")));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void choosesOnTrainingExamplesAndSpeaksOfTestExamples() {
        String page = PAGE.render(content("aligned"));
        assertTrue(
                page.contains("The mean error barrier between two members as they are is 30.00 points on test examples;"
                        + " once aligned by aligned, 7.00 points."),
                () -> page.substring(page.indexOf("<body>"), page.indexOf("<nav")));
        assertTrue(page.contains("aligned has the lowest mean error barrier between pairs on training examples, 1.00"));
        assertTrue(page.contains("Free of a common order of units, pairwise comes to 2.00 points."));
    }

    @Test
    void holdsEveryMethodInTablesAndData() throws IOException {
        String page = PAGE.render(content("aligned"));
        JsonNode series = data(page).get("series");
        assertEquals(4, series.size());
        assertEquals(
                List.of(0.1, 0.4, 0.1),
                new ObjectMapper().convertValue(series.get(0).at("/pair/test/error/mean"), List.class));
        assertEquals(
                List.of(0.1, 0.5, 0.1),
                new ObjectMapper().convertValue(series.get(0).at("/pair/test/error/worst"), List.class));
        assertEquals(2, series.get(0).at("/pair/lines").asInt());
        assertTrue(series.get(3).has("pair"));
        assertFalse(series.get(3).has("mean"), "pair by pair there is no line to a mean");
        for (String name : List.of("none", "aligned", "other", "pairwise")) {
            String rowHead = "<th scope=\"row\" data-value=\"" + name + "\">";
            assertEquals(4, page.split(Pattern.quote(rowHead), -1).length, "once in each of the three tables");
        }
        String text = page.substring(page.indexOf("<body>"), page.indexOf("<script type"));
        assertFalse(text.contains("NaN") || text.contains("null"));
        assertTrue(text.contains("<td class=\"opens\" data-value=\"\">\u2013</td>"));
    }

    @Test
    void refersToNothingOutside() {
        String page = PAGE.render(content("aligned"));
        String own = page.replace(ChartLibrary.load().script(), "");
        Matcher address = Pattern.compile("(?:src|href|action|poster)\\s*=\\s*\"([^\"]*)\"")
                .matcher(own);
        while (address.find()) {
            assertTrue(address.group(1).startsWith("#") || address.group(1).equals("data:,"), address.group(1));
        }
        for (String reader : List.of("http:", "https:", "@import", "url(", "fetch(", "XMLHttpRequest", "import(")) {
            assertFalse(own.contains(reader), reader);
        }
        assertTrue(own.contains("content=\"default-src 'none';"));
    }

    @Test
    void keepsHostileTextAsText() {
        String page = PAGE.render(content(HOSTILE));
        assertFalse(page.contains("<script>alert"));
        assertFalse(page.substring(page.indexOf("<script type")).contains("\u2028"), "a line end to some scripts");
        assertEquals(4, page.split("<script", -1).length, "data, library, page");
    }

    private static JsonNode data(String page) throws IOException {
        String start = "id=\"report-data\">";
        int from = page.indexOf(start) + start.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    /** Error barriers on training and test examples: 30 and 30, 1 and 7, 3 and 3, 2 and 2 points. */
    private static AlignmentContent content(String name) {
        return new AlignmentContent(
                name,
                name,
                new AlignmentReport(
                        AlignmentReport.SCHEMA,
                        "mlp-4-3-2",
                        3,
                        List.of(new AlignmentReport.Data("train", 100), new AlignmentReport.Data("test", 50)),
                        0,
                        List.of(
                                method("none", 0.3, 0.3, true),
                                method(name, 0.01, 0.07, true),
                                method("other", 0.03, 0.03, true),
                                method("pairwise", 0.02, 0.02, false))),
                List.of(name),
                List.of(new Fact(name, name)));
    }

    private static MethodReport method(String name, double train, double test, boolean common) {
        double spread = train / 3;
        List<MeasuredLine> pairs = List.of(
                line(LineKind.PAIR, 1, train - spread, test - spread),
                line(LineKind.PAIR, 2, train + spread, test + spread));
        List<MeasuredLine> lines =
                common ? List.of(pairs.get(0), pairs.get(1), line(LineKind.MEAN, null, train, test)) : pairs;
        return new MethodReport(
                name, 1.5, common ? new MethodReport.Objective(10, 20) : null, 1e-7, BarrierReport.of(3, lines));
    }

    private static MeasuredLine line(LineKind kind, Integer to, double train, double test) {
        return new MeasuredLine(kind, 0, to, 4, 2, List.of(curve("train", train), curve("test", test)));
    }

    private static LineCurve curve(String data, double barrier) {
        return new LineCurve(data, List.of(0.2, 0.2 + barrier, 0.2), List.of(0.1, 0.1 + barrier, 0.1));
    }
}
