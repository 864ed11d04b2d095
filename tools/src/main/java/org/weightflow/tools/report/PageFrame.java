package org.weightflow.tools.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What all pages share: style, symbols, the chart library and the script that wires charts, tables and buttons. A page adds its
 * template and the functions that draw its charts.
 */
final class PageFrame {
    private final Template page;
    private final ChartLibrary charts;
    private final String style;
    private final String script;

    /**
     * Reads everything from the class path.
     *
     * @param template     of the page, which may include other templates beside it
     * @param chartScripts which define {@code reportCharts} and {@code reportView}, in the order of their use
     */
    PageFrame(String template, String... chartScripts) {
        page = Mustache.compiler()
                .withEscaper(HtmlText::escape)
                .withLoader(name -> new StringReader(Resource.read(name + ".html")))
                .compile(Resource.read(template));
        charts = ChartLibrary.load();
        style = Resource.read("style.css");
        script = Resource.read("parts.js")
                + Arrays.stream(chartScripts).map(Resource::read).collect(Collectors.joining())
                + Resource.read("page.js");
    }

    /** A table with a sentence over it. */
    record CaptionedTable(String caption, ResultsTable table) {}

    /**
     * The page as text.
     *
     * @param view what the template shows
     * @param data for the charts, as JSON that may stand inside a script element
     */
    String render(Map<String, Object> view, String data) {
        Map<String, Object> all = new HashMap<>(view);
        all.put("style", style);
        all.put("script", script);
        all.put("chartLibrary", charts);
        all.put("data", data);
        return page.execute(all);
    }
}
