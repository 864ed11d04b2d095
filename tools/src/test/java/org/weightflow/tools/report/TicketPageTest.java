package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.weightflow.tools.report.TicketFixture.cell;
import static org.weightflow.tools.report.TicketFixture.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;

class TicketPageTest {
    private static final String HOSTILE = "</script><script>alert(1)</script><!-- '&{{lead}} \u2028";
    private static final TicketPage PAGE = new TicketPage();

    /** imp, snip and random at 20 %, without snip at 5 %. */
    private static final TicketReport FEW = report(
            3,
            cell("imp", 200, 0.89, 0.9, 0.91),
            cell("imp", 50, 0.8, 0.85, 0.9),
            cell("snip", 200, 0.88, 0.885, 0.89),
            cell("random", 200, 0.7, 0.7, 0.7),
            cell("random", 50, 0.25, 0.5, 0.75));

    @Test
    void givesTheSameBytesForTheSameReportInEveryLocale() {
        String first = PAGE.render(FEW, "seed: 7");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(first, new TicketPage().render(FEW, "seed: 7"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void showsEveryAccuracyAndMarksTheBestOfADensity() {
        String page = PAGE.render(FEW, "seed: 7");
        assertTrue(
                row(page, "imp").contains("data-value=\"0.9\"><strong>90.00 \u00b1 1.00</strong></td>"),
                row(page, "imp"));
        assertTrue(row(page, "imp").contains("<strong>85.00 \u00b1 5.00</strong>"), row(page, "imp"));
        assertTrue(row(page, "imp").contains("<td class=\"opens\" data-value=\"0.2\">20 %</td>"), row(page, "imp"));
        assertTrue(row(page, "imp").contains("data-value=\"12.5\">12.5</td><td data-value=\"3.25\">3.3</td>"));
        assertFalse(row(page, "snip").contains("<strong>"));
        assertTrue(
                row(page, "snip").contains(">88.50 \u00b1 0.50</td><td data-value=\"\">\u2013</td>"),
                row(page, "snip"));
        assertTrue(
                row(page, "random").contains(">70.00 \u00b1 0.00</td><td data-value=\"0.5\">50.00 \u00b1 25.00</td>"));
        assertTrue(row(page, "random").contains(">never</td>"));
        assertTrue(page.contains("title=\"50 of 1,000 prunable values kept.\""));
        assertTrue(page.contains("Dense: 90.00 \u00b1 1.00."));
    }

    @Test
    void saysWhoLeadsAtEachDensityAndByHowMuch() {
        String page = PAGE.render(FEW, "seed: 7");
        assertTrue(page.contains(
                "<tr><th scope=\"row\">20 %</th><td>200</td><td>imp</td><td>90.00 \u00b1 1.00</td><td>0.00</td>"
                        + "<td>snip</td><td>+1.50</td><td>+20.00</td></tr>"));
        assertTrue(page.contains(
                "<tr><th scope=\"row\">5 %</th><td>50</td><td>imp</td><td>85.00 \u00b1 5.00</td><td>\u22125.00</td>"
                        + "<td>random</td><td>+35.00</td><td>+35.00</td></tr>"));
    }

    @Test
    void holdsWhatTheChartsDraw() throws IOException {
        JsonNode data = data(PAGE.render(FEW, "seed: 7"));
        assertEquals("[0.2,0.05]", data.get("density").toString());
        assertEquals("[\"20 %\",\"5 %\"]", data.get("label").toString());
        assertEquals(
                "{\"mean\":0.9,\"deviation\":0.01,\"training\":3.25}",
                data.get("dense").toString());
        JsonNode snip = data.get("series").get(1);
        assertEquals("snip", snip.get("name").asText());
        assertEquals("[0.885,null]", snip.get("mean").toString());
        assertEquals("[0.005,null]", snip.get("deviation").toString());
        assertEquals("[12.5,null]", snip.get("search").toString());
        assertEquals("[3.25,null]", snip.get("training").toString());
    }

    @Test
    void tellsTwentyMethodsApart() throws IOException {
        TicketCell[] cells = IntStream.range(0, 20)
                .mapToObj(i -> cell("method-" + i, 100, 0.8, 0.8, 0.8))
                .toArray(TicketCell[]::new);
        Set<String> looks = new HashSet<>();
        for (JsonNode series : data(PAGE.render(report(3, cells), "")).get("series")) {
            looks.add(series.get("colour").asText() + " " + series.get("shape").asText());
        }
        assertEquals(20, looks.size());
    }

    @Test
    void offersAHandfulOfManyDensities() {
        TicketCell[] cells = IntStream.range(0, 20)
                .mapToObj(level -> cell("imp", 900 - 40 * level, 0.8, 0.8, 0.8))
                .toArray(TicketCell[]::new);
        String page = PAGE.render(report(3, cells), "");
        String choices = page.substring(page.indexOf("data-choice=\"density\""), page.indexOf("id=\"chart-cost\""));
        Matcher positions = Pattern.compile("aria-pressed=\"(\\w+)\" data-value=\"(\\d+)\">")
                .matcher(choices);
        List<String> found = positions
                .results()
                .map(hit -> hit.group(2) + " " + hit.group(1))
                .toList();
        assertEquals(List.of("0 false", "4 false", "8 false", "11 false", "15 false", "19 true"), found);
        assertEquals(20, page.split("<summary>Kept values of each layer").length - 1);
    }

    @Test
    void writesNoDeviationForOneMember() throws IOException {
        String page = PAGE.render(report(1, cell("imp", 100, 0.875), cell("random", 100, 0.5)), "");
        assertTrue(row(page, "imp").contains("<strong>87.50</strong>"));
        assertTrue(page.contains("<li>The dense networks reach 90.00 % on test examples.</li>"));
        assertTrue(data(page).get("dense").get("deviation").isNull());
        assertEquals("[null]", data(page).get("series").get(0).get("deviation").toString());
        assertFalse(text(page).contains("NaN") || text(page).contains("null"));
    }

    @Test
    void showsWhereTheKeptValuesAre() {
        String page = PAGE.render(FEW, "seed: 7");
        String layers = page.substring(page.indexOf("id=\"layers\""), page.indexOf("id=\"setup\""));
        String densest = layers.substring(0, layers.indexOf("density of 5 %"));
        assertTrue(densest.contains("Kept values of each layer at a density of 20 %."));
        assertTrue(row(densest, "imp").contains(">10.00</td><td data-value=\"40.0\">40.00</td>"), row(densest, "imp"));
        String sparsest = layers.substring(layers.indexOf("density of 5 %"));
        assertTrue(row(sparsest, "random").contains(">2.50</td><td data-value=\"10.0\">10.00</td>"));
        assertTrue(row(sparsest, "snip").contains("data-value=\"\">\u2013</td><td data-value=\"\">\u2013</td>"));
    }

    @Test
    void statesTheSetup() {
        String page = PAGE.render(FEW, "seed: 7\nname: <digits>");
        assertTrue(page.contains("<h1>Tickets of mlp-64-16-10 on digits</h1>"));
        assertTrue(page.contains("<dt>Members</dt><dd>3</dd>"));
        assertTrue(page.contains("<dt>Training steps</dt><dd>600</dd>"));
        assertTrue(page.contains("<dt>Rewinding step</dt><dd>20</dd>"));
        assertTrue(page.contains("<code>seed: 7\nname: &lt;digits&gt;</code>"));
    }

    @Test
    void standsASentenceInForTicketsThatThereAreNot() {
        String page = PAGE.render(report(3), "");
        assertTrue(page.contains("<li>No tickets were measured.</li>"));
        assertFalse(page.contains("id=\"chart-"), "no empty chart");
        assertFalse(text(page).contains("NaN") || text(page).contains("null"));
    }

    @Test
    void givesEveryHeadingAndChartAnAccessibleName() {
        String page = PAGE.render(FEW, "").replace(ChartLibrary.load().script(), "");
        Matcher labelled = Pattern.compile("aria-labelledby=\"([^\"]+)\"").matcher(page);
        int sections = 0;
        while (labelled.find()) {
            assertTrue(page.contains("<h2 id=\"" + labelled.group(1) + "\">"), labelled.group(1));
            sections++;
        }
        assertEquals(6, sections);
        Matcher anchor = Pattern.compile("<a href=\"#([a-z]+)\">").matcher(page);
        while (anchor.find()) {
            assertTrue(page.contains("<section id=\"" + anchor.group(1) + "\""), anchor.group(1));
        }
        assertEquals(3, page.split("class=\"chart\" id=\"chart-[a-z]+\" role=\"img\" aria-label=\"").length);
        assertEquals(3, page.split("<figcaption>").length);
    }

    @Test
    void refersToNothingOutsideAndKeepsHostileTextAsText() throws IOException {
        TicketCell hostile = new TicketCell(
                HOSTILE, 10, 0.01, Map.of(HOSTILE, 0.5), List.of(0.5), List.of(1.0), List.of(0.1), List.of(), 1, 1);
        String page = PAGE.render(
                new TicketReport(HOSTILE, HOSTILE, 1, 1000, 1, 0, cell("dense", 1000, 0.9), List.of(hostile)), HOSTILE);
        assertFalse(page.contains("<script>alert"));
        assertFalse(page.substring(page.indexOf("<script type")).contains("\u2028"), "a line end to some scripts");
        assertEquals(4, page.split("<script", -1).length, "data, library, page");
        assertEquals(4, page.split("</script", -1).length, "data, library, page");
        assertEquals(HOSTILE, data(page).get("series").get(0).get("name").asText());
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
    void writesTheFixturesForTheEye() throws IOException {
        Path folder = Path.of("target", "report-fixture");
        TicketFixture.main(new String[] {folder.toString()});
        assertTrue(Files.size(folder.resolve("tickets-methods.html")) < 1_500_000, "a page that opens at once");
    }

    /** The first row of a method. */
    private static String row(String page, String method) {
        int from = page.indexOf("<th scope=\"row\" data-value=\"" + method + "\">");
        return page.substring(from, page.indexOf("</tr>", from));
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
