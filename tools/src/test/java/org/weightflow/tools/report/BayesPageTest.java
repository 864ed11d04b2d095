package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.weightflow.tools.report.LevelFixture.cell;
import static org.weightflow.tools.report.LevelFixture.content;
import static org.weightflow.tools.report.LevelFixture.predictor;
import static org.weightflow.tools.report.LevelFixture.predictors;
import static org.weightflow.tools.report.LevelFixture.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelReport;

class BayesPageTest {
    private static final String HOSTILE = "</script><script>alert(1)</script><!-- '&{{lead}} \u2028";
    private static final BayesPage PAGE = new BayesPage();

    /** Two levels, at the second of which there are no transplanted tickets. */
    private static final LevelReport FEW = report(
            cell("magnitude", 1, 0.89, 0.9, 0.91),
            cell("magnitude", 3, 0.8, 0.81, 0.82),
            cell("deviation", 1, 0.7, 0.72, 0.74),
            cell("deviation", 3, 0.2, 0.25, 0.3),
            cell("deterministic", 1, 0.9, 0.91, 0.92),
            cell("deterministic", 3, 0.85, 0.84, 0.83),
            cell("transplanted", 1, 0.895, 0.9, 0.905));

    @Test
    void givesTheSameBytesForTheSameReportInEveryLocale() {
        String first = PAGE.render(content(FEW));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(first, new BayesPage().render(content(FEW)));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void showsEveryMetricAndMarksTheBestOfADensity() {
        String page = PAGE.render(content(FEW));
        String results = section(page, "results");
        assertTrue(row(results, "magnitude").contains(">90.00 \u00b1 1.00</td>"), row(results, "magnitude"));
        assertTrue(row(results, "deterministic").contains("<strong>91.00 \u00b1 1.00</strong>"));
        assertTrue(row(results, "magnitude").contains("data-value=\"30.0\">30.0</td><td data-value=\"4.0\">4.0</td>"));
        assertTrue(
                row(results, "transplanted").contains("data-value=\"\">\u2013</td>"), "not measured at the last level");
        String nll = results.substring(results.indexOf("Mean negative log-likelihood"));
        assertTrue(row(nll, "magnitude").contains(">0.4000 \u00b1 0.0400</td>"), row(nll, "magnitude"));
        assertTrue(row(nll, "deterministic").contains("<strong>0.3600 \u00b1 0.0400</strong>"), "less is better");
        assertTrue(nll.contains("Without a mask: 0.4000 \u00b1 0.0400, deterministic 0.3200 \u00b1 0.0400."));
        assertTrue(results.contains("title=\"125 of 1,000 prunable values kept, level 3.\""));
    }

    @Test
    void holdsWhatTheChartsDraw() throws IOException {
        JsonNode data = data(PAGE.render(content(FEW)));
        assertEquals("[0.5,0.125]", data.get("density").toString());
        assertEquals("[\"50 %\",\"12.5 %\"]", data.get("label").toString());
        JsonNode transplanted = data.get("series").get(3);
        assertEquals("transplanted", transplanted.get("name").asText());
        assertEquals(
                "{\"mean\":[90.0,null],\"deviation\":[0.5,null]}",
                transplanted.get("metrics").get("accuracy").toString());
        assertEquals(
                "{\"mean\":[0.4,null],\"deviation\":[0.02,null]}",
                transplanted.get("metrics").get("nll").toString());
        assertEquals(
                "[[[0.5,0.4,10],[0.95,0.98,90]],[]]",
                transplanted.get("diagrams").toString());
        assertEquals("unpruned", data.get("levels").get(0).get("name").asText());
        assertEquals(
                "{\"mean\":92.0,\"deviation\":1.0}",
                data.get("levels").get(1).get("metrics").get("accuracy").toString());
        JsonNode layer = data.get("layers").get(1);
        assertEquals("fc2.weight", layer.get("entry").asText());
        assertEquals("magnitude", layer.get("kept").get(0).get("method").asText());
        assertEquals("deterministic", layer.get("kept").get(1).get("method").asText());
        assertEquals(
                "[0.707107,0.353553]", layer.get("kept").get(0).get("values").toString());
    }

    @Test
    void tellsInSentencesWhatTheNumbersShow() {
        List<String> remarks = LevelRemarks.of(FEW);
        assertEquals(
                List.of(
                        "Without a mask the variational networks reach 90.00 \u00b1 1.00 % (NLL 0.4000, ECE 3.33 %), and the "
                                + "deterministic ones of the same seeds 92.00 \u00b1 1.00 % (NLL 0.3200, ECE 2.67 %); the "
                                + "accuracies are 2.00 points apart, more than members deviate.",
                        "Bayesian tickets match the variational networks without a mask (means at most 0.2 points lower, "
                                + "deviations left out of account) down to a density of 50 %: magnitude.",
                        "Collapsed, to less than half the accuracy without a mask: deviation at 12.5 % (25.00 \u00b1 5.00 %).",
                        "At the sparsest, 12.5 %, magnitude has the most accurate Bayesian tickets, 81.00 \u00b1 1.00 %: "
                                + "\u22129.00 \u00b1 0.00 points against no mask, more than members deviate; deviation is next, "
                                + "56.00 points apart, more than members deviate.",
                        "There its ECE is 6.33 % and its NLL 0.7600; deterministic tickets have 84.00 \u00b1 1.00 %, 5.33 % "
                                + "(1.00 points apart, more than members deviate) and 0.6400 (0.1200 nats apart, more than "
                                + "members deviate).",
                        "Of the layers magnitude keeps at 12.5 %, with the shares of deterministic pruning in brackets: "
                                + "fc1.weight 6.25 % (6.25 %), fc2.weight 35.36 % (35.36 %).",
                        "Masks of deterministic and magnitude share 50.0 % of what either keeps there; by chance it would be "
                                + "10.0 %."),
                remarks);
    }

    @Test
    void saysWhenDifferencesAreWithinTheDeviationOrThatNothingCollapses() {
        List<String> remarks = LevelRemarks.of(report(
                cell("magnitude", 1, 0.89, 0.91, 0.9),
                cell("square-sum", 1, 0.9, 0.905, 0.895),
                cell("transplanted", 1, 0.91, 0.89, 0.9)));
        assertTrue(remarks.get(2).startsWith("No method collapses"), remarks::toString);
        assertTrue(
                remarks.get(2).contains("; magnitude falls furthest, to 90.00 \u00b1 1.00 % at 50 %."),
                remarks::toString);
        assertTrue(remarks.get(3).contains("square-sum is next, 0.00 points apart, no more than members deviate"));
        assertEquals(
                "Transplanted deterministic masks cost 100.0 % of the seconds of Bayesian pruning by magnitude and are 0.00 "
                        + "\u00b1 2.00 points against it, no more than members deviate.",
                remarks.get(4));
    }

    @Test
    void comparesTransplantedTicketsWithBayesianPruning() {
        LevelCell cheap = cell("transplanted", 3, 0.83, 0.81, 0.82);
        LevelReport report = report(
                cell("deterministic", 3, 0.85, 0.84, 0.83),
                new LevelCell(
                        cheap.method(),
                        3,
                        cheap.kept(),
                        cheap.density(),
                        cheap.layers(),
                        cheap.quality(),
                        List.of(),
                        4.5,
                        4),
                cell("magnitude", 3, 0.8, 0.81, 0.82));
        String section = section(PAGE.render(content(report)), "transplantation");
        // (4.5 + 4) / (30 + 4), and (3, 0, 0) points.
        assertTrue(row(section, "transplanted").contains(">+1.00 \u00b1 1.73</td>"), row(section, "transplanted"));
        assertTrue(row(section, "transplanted").contains(">25.0</td>"), row(section, "transplanted"));
        assertTrue(row(section, "magnitude").contains(">100.0</td>"), row(section, "magnitude"));
    }

    @Test
    void comparesMasksLayerByLayerWithChance() {
        String section = section(PAGE.render(content(FEW)), "overlap");
        String layers = section.substring(section.indexOf("The same, layer by layer, at 12.5 %."));
        assertTrue(row(section, "magnitude").contains(">50.00</td><td data-value=\"10.0\">10.00</td>"));
        // fc1: a = b = 1/16, so chance is a / (2 - a) = 1/31; fc2: a = sqrt(1/8).
        assertTrue(row(layers, "magnitude").contains(">25.00</td>"), row(layers, "magnitude"));
        assertTrue(row(layers, "magnitude").contains(">3.23</td>"), row(layers, "magnitude"));
        assertTrue(row(layers, "magnitude").contains(">75.00</td>"), row(layers, "magnitude"));
        assertTrue(row(layers, "magnitude").contains(">21.47</td>"), row(layers, "magnitude"));
    }

    @Test
    void leavesOutSectionsWithoutData() {
        String alone = PAGE.render(content(report(cell("magnitude", 1, 0.9, 0.9, 0.9))));
        assertFalse(alone.contains("id=\"overlap\"") || alone.contains("id=\"transplantation\""));
        assertFalse(alone.contains("id=\"predictors\""));
        String predictors = PAGE.render(new BayesContent(
                Optional.empty(), Optional.of(predictors(predictor("dense", 1, 0.9, 1.2, 0.9))), "compare", ""));
        assertTrue(predictors.contains("<h1>Kinds of predictors of mlp-64-16-10 on digits</h1>"));
        assertTrue(predictors.contains("weightflow bayes compare --config config.yaml"));
        assertFalse(predictors.contains("id=\"quality\""));
        assertThrows(
                IllegalArgumentException.class,
                () -> new BayesContent(Optional.empty(), Optional.empty(), "ticket", ""));
    }

    @Test
    void comparesKindsOfPredictors() throws IOException {
        BayesContent both = new BayesContent(
                Optional.of(FEW),
                Optional.of(predictors(
                        predictor("dense", 1, 0.9, 1.25, 0.9, 0.92), predictor("hmc", 10, 0.95, 0.75, 0.93, 0.95))),
                "compare",
                "");
        String page = PAGE.render(both);
        String section = section(page, "predictors");
        assertTrue(row(section, "dense").contains(">91.00 \u00b1 1.41</td>"), row(section, "dense"));
        assertTrue(
                row(section, "dense").contains(">1.25</td><td data-value=\"0.31999999999999984\">0.3200</td>"),
                row(section, "dense"));
        assertTrue(row(section, "hmc").contains(">95.00</td><td data-value=\"50.0\">50.00</td>"), row(section, "hmc"));
        String costs = section.substring(section.indexOf("Size and costs"));
        assertTrue(
                row(costs, "hmc").contains(">12,340</td><td data-value=\"2.0\">2</td><td data-value=\"10.0\">10</td>"),
                row(costs, "hmc"));
        assertTrue(row(costs, "hmc").contains(">1.02</td>")
                && row(costs, "dense").endsWith("data-value=\"\">\u2013</td>"));
        assertTrue(page.contains(
                "<li>The best NLL is that of hmc, 0.2400 \u00b1 0.0566 nats; next is dense with 0.3600 \u00b1 "
                        + "0.0566, further apart than predictors of a kind deviate.</li>"));
        assertTrue(page.contains(
                "<li>Temperature scaling finds 1 of 2 kinds too sure; after it the best NLL is that of hmc, "
                        + "0.2000 nats.</li>"));
        assertTrue(page.contains(
                "<li>hmc tells fashion-mnist from test examples best, AUROC 95.0 %; dense does worst, 90.0 "
                        + "%.</li>"));
        assertTrue(page.contains("<li>All tell noise from test examples alike, AUROC 50.0 %.</li>"));
        assertEquals(
                "[[0.6,0.55,20],[0.9,0.95,80]]",
                data(page).get("predictors").get(1).get("diagram").toString());
    }

    @Test
    void writesNoDeviationForOneMember() throws IOException {
        String page = PAGE.render(content(report(cell("magnitude", 1, 0.875), cell("deterministic", 1, 0.5))));
        assertTrue(row(section(page, "results"), "magnitude").contains("<strong>87.50</strong>"));
        assertTrue(page.contains("; the accuracies are 2.00 points apart.</li>"));
        assertTrue(data(page)
                .get("levels")
                .get(0)
                .get("metrics")
                .get("ece")
                .get("deviation")
                .isNull());
        assertFalse(text(page).contains("NaN") || text(page).contains("null"));
    }

    @Test
    void givesEveryHeadingAndChartAnAccessibleName() {
        String page = PAGE.render(new BayesContent(
                        Optional.of(FEW), Optional.of(predictors(predictor("dense", 1, 0.9, 1.2, 0.9))), "compare", ""))
                .replace(ChartLibrary.load().script(), "");
        Matcher labelled = Pattern.compile("aria-labelledby=\"([^\"]+)\"").matcher(page);
        int sections = 0;
        while (labelled.find()) {
            assertTrue(page.contains("<h2 id=\"" + labelled.group(1) + "\">"), labelled.group(1));
            sections++;
        }
        assertEquals(8, sections);
        Matcher anchor = Pattern.compile("<a href=\"#([a-z]+)\">").matcher(page);
        int anchors = 0;
        while (anchor.find()) {
            assertTrue(page.contains("<section id=\"" + anchor.group(1) + "\""), anchor.group(1));
            anchors++;
        }
        assertEquals(sections, anchors);
        // Four metrics, layers, and reliability of tickets and of predictors.
        assertEquals(1 + 7, page.split("class=\"chart\" id=\"chart-[a-z]+\" role=\"img\" aria-label=\"").length);
        assertEquals(1 + 7, page.split("<figcaption>").length);
    }

    @Test
    void refersToNothingOutsideAndKeepsHostileTextAsText() throws IOException {
        LevelCell plain = cell("magnitude", 1, 0.9);
        LevelCell hostile =
                new LevelCell(HOSTILE, 1, 500, 0.5, Map.of(HOSTILE, 0.5), plain.quality(), plain.diagram(), 1, 1);
        LevelReport report =
                new LevelReport(HOSTILE, HOSTILE, 1, 1000, 1, 0, 10, hostile, hostile, List.of(hostile), List.of());
        String page = PAGE.render(new BayesContent(
                Optional.of(report), Optional.of(predictors(predictor(HOSTILE, 1, 0.9, 1, 0.9))), HOSTILE, HOSTILE));
        assertFalse(page.contains("<script>alert"));
        assertFalse(page.substring(page.indexOf("<script type")).contains("\u2028"), "a line end to some scripts");
        assertEquals(4, page.split("<script", -1).length, "data, library, page");
        assertEquals(4, page.split("</script", -1).length, "data, library, page");
        assertEquals(HOSTILE, data(page).get("series").get(0).get("name").asText());
        String own = page.replace(ChartLibrary.load().script(), "");
        for (String reader : List.of("http:", "https:", "@import", "url(", "fetch(", "XMLHttpRequest", "import(")) {
            assertFalse(own.contains(reader), reader);
        }
    }

    @Test
    void writesTheFixturesForTheEye() throws IOException {
        Path folder = Path.of("target", "report-fixture");
        LevelFixture.main(new String[] {folder.toString()});
        assertTrue(Files.size(folder.resolve("bayes-levels.html")) < 1_500_000, "a page that opens at once");
    }

    private static String section(String page, String id) {
        int from = page.indexOf("<section id=\"" + id + "\"");
        return page.substring(from, page.indexOf("</section>", from));
    }

    /** The first row of that name. */
    private static String row(String text, String name) {
        int from = text.indexOf("<th scope=\"row\" data-value=\"" + name + "\">");
        return text.substring(from, text.indexOf("</tr>", from));
    }

    private static String text(String page) {
        return page.substring(page.indexOf("<body>"), page.indexOf("<script type"));
    }

    private static JsonNode data(String page) throws IOException {
        String start = "id=\"report-data\">";
        int from = page.indexOf(start) + start.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}
