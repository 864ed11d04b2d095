package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.tools.report.ReportContent.Fact;
import org.weightflow.tools.report.ReportContent.LayerDensity;
import org.weightflow.tools.report.ReportContent.LossCurves;
import org.weightflow.tools.report.ReportContent.Reproduction;
import org.weightflow.tools.report.ReportContent.Run;
import org.weightflow.tools.report.ReportContent.Spectrum;
import org.weightflow.tools.report.ReportContent.Task;

class ReportPageTest {
    private static final ReportPage PAGE = new ReportPage();
    private static final String HOSTILE = "</script><script>alert(1)</script><!-- \"'&{{run}} \u2028\u0000";

    static Stream<ReportContent> contents() {
        return Stream.of(
                ReportFixture.sparseTickets(),
                ReportFixture.denseCopies(),
                ReportFixture.withGaps(),
                ReportFixture.unmeasured());
    }

    @Test
    void givesTheSameBytesForTheSameContentInEveryLocale() {
        String first = PAGE.render(ReportFixture.sparseTickets());
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(first, new ReportPage().render(ReportFixture.sparseTickets()));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @MethodSource("contents")
    void refersToNothingOutside(ReportContent content) {
        String own = withoutLibrary(PAGE.render(content));

        Matcher address = Pattern.compile("(?:src|href|action|data|poster)\\s*=\\s*\"([^\"]*)\"")
                .matcher(own);
        while (address.find()) {
            String target = address.group(1);
            assertTrue(target.startsWith("#") || target.equals("data:,"), target);
        }
        for (String reader :
                List.of("http:", "https:", "@import", "url(", "fetch(", "XMLHttpRequest", "import(", "WebSocket")) {
            assertFalse(own.contains(reader), reader);
        }
        assertTrue(
                own.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"));
    }

    @Test
    void bringsTheChartLibraryOnceWithItsLicence() {
        String page = PAGE.render(ReportFixture.sparseTickets());

        int first = page.indexOf("Licensed to the Apache Software Foundation (ASF)");
        assertTrue(first > 0);
        assertEquals(first, page.lastIndexOf("Licensed to the Apache Software Foundation (ASF)"));
        assertTrue(
                page.contains("Charts by Apache ECharts " + ChartLibrary.load().version()));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void holdsEverySeriesInTablesAndData(ReportContent content) throws IOException {
        String page = PAGE.render(content);
        JsonNode data = data(page);

        assertEquals(content.series().size(), data.get("series").size());
        for (int i = 0; i < content.series().size(); i++) {
            Series series = content.series().get(i);
            assertEquals(series.name(), data.get("series").get(i).get("name").asText());
            assertEquals(
                    series.points().accuracy().size(),
                    data.get("series").get(i).get("accuracy").size());
            String rowHead = "<th scope=\"row\" data-value=\"" + HtmlText.escape(series.name()) + "\">";
            assertEquals(4, page.split(Pattern.quote(rowHead), -1).length, "once in each of the three tables");
        }
    }

    @ParameterizedTest
    @MethodSource("contents")
    void neverShowsANumberThatIsNotOne(ReportContent content) {
        String page = PAGE.render(content);
        String text = page.substring(page.indexOf("<body>"), page.indexOf("<script type"));

        assertFalse(text.contains("NaN"));
        assertFalse(text.contains("Infinity"));
        assertFalse(text.contains("null"));
    }

    @Test
    void putsADashWhereANumberIsNotKnown() {
        String page = PAGE.render(ReportFixture.unmeasured());

        assertTrue(page.contains("<td data-value=\"\">\u2013</td>"));
        assertTrue(page.contains("Novelty is not known for any series, so there is no chart of it."));
        assertFalse(page.contains("id=\"chart-"), "no empty chart");
    }

    @Test
    void drawsDensitiesOfSparseNetworksOnly() {
        assertTrue(PAGE.render(ReportFixture.sparseTickets()).contains("id=\"chart-density\""));

        String dense = PAGE.render(ReportFixture.denseCopies());
        assertFalse(dense.contains("id=\"chart-density\""));
        assertTrue(dense.contains("The networks are dense: every weight is kept"));
    }

    @Test
    void drawsTheFrontierWithTheGeneratorInTheSamplesColour() throws IOException {
        String page = PAGE.render(ReportFixture.sparseTickets());
        assertTrue(page.contains("id=\"chart-frontier\""));
        JsonNode lines = data(page).get("frontier");
        assertEquals(3, lines.size());
        assertEquals("samples", lines.get(0).get("colour").asText());
        assertEquals("baseline-1", lines.get(1).get("colour").asText());
        assertEquals(0.9641, lines.get(0).get("accuracy").get(0).asDouble());
        assertEquals("temperature-0.5", lines.get(0).get("levels").get(0).asText());
        assertTrue(PAGE.render(ReportFixture.unmeasured()).contains("No frontier was measured."));
    }

    @Test
    void keepsHostileTextAsText() throws IOException {
        Series zoo = Series.of(HOSTILE, SeriesKind.ZOO, 2).build();
        String page = PAGE.render(new ReportContent(
                new Run(HOSTILE, HOSTILE, HOSTILE),
                new Task(HOSTILE, HOSTILE, 3, 120, 0, 30, 131, 112),
                List.of(zoo, Series.of("samples", SeriesKind.SAMPLES, 1).build()),
                Spectrum.none(),
                new LossCurves(Values.of(1), Values.of(1), Values.none(), Values.none(), OptionalLong.of(1)),
                List.of(new LayerDensity(HOSTILE, 10, 1, 1)),
                List.of(new FrontierLine(
                        HOSTILE, true, List.of(HOSTILE), Values.of(1), Values.of(1), Values.of(1), Values.of(1))),
                new Reproduction(
                        List.of(new Fact(HOSTILE, HOSTILE)),
                        HOSTILE,
                        List.of(HOSTILE),
                        List.of(new Fact(HOSTILE, HOSTILE)))));

        assertFalse(page.contains("<script>alert"));
        assertFalse(page.substring(page.indexOf("<script type")).contains("\u2028"), "a line end to some scripts");
        assertFalse(page.contains("\u0000"));
        assertEquals(4, page.split("<script", -1).length, "data, library, page");
        assertEquals(4, page.split("</script", -1).length, "data, library, page");
        assertTrue(page.contains(
                "<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &quot;&#39;&amp;{{run}}"));
        assertEquals(HOSTILE, data(page).get("series").get(0).get("name").asText());
        assertEquals(
                HOSTILE, data(page).get("frontier").get(0).get("levels").get(0).asText());
        assertEquals(HOSTILE, data(page).get("layers").get(0).get("entry").asText());
    }

    @Test
    void givesEveryHeadingAndChartAnAccessibleName() {
        String page = withoutLibrary(PAGE.render(ReportFixture.sparseTickets()));

        Matcher labelled = Pattern.compile("aria-labelledby=\"([^\"]+)\"").matcher(page);
        int sections = 0;
        while (labelled.find()) {
            assertTrue(page.contains("<h2 id=\"" + labelled.group(1) + "\">"), labelled.group(1));
            sections++;
        }
        assertEquals(10, sections);
        assertEquals(8, page.split("class=\"chart\" id=\"chart-[a-z]+\" role=\"img\" aria-label=\"").length);
        assertEquals(8, page.split("<figcaption>").length);
        assertEquals(4, page.split("<caption>").length);
    }

    @Test
    void writesTheFixturesForTheEye() throws IOException {
        Path folder = Path.of("target", "report-fixture");
        ReportFixture.main(new String[] {folder.toString()});

        assertTrue(Files.size(folder.resolve("sparse.html")) < 1_500_000, "a page that opens at once");
    }

    private static JsonNode data(String page) throws IOException {
        String opening = "<script type=\"application/json\" id=\"report-data\">";
        int start = page.indexOf(opening) + opening.length();
        return new ObjectMapper().readTree(page.substring(start, page.indexOf("</script>", start)));
    }

    private static String withoutLibrary(String page) {
        return page.replace(ChartLibrary.load().script(), "");
    }
}
