package org.weightflow.tools.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Apache ECharts from its WebJar, as text to be put into the page; its licence header comes with it.
 *
 * @param version as the WebJar says
 * @param script  the build with bar, line and scatter charts, minified
 */
record ChartLibrary(String version, String script) {
    private static final String DESCRIPTION = "/META-INF/maven/org.webjars/echarts/pom.properties";
    private static final String FOLDER = "/META-INF/resources/webjars/echarts/";

    static ChartLibrary load() {
        Properties properties = new Properties();
        try (InputStream in = ChartLibrary.class.getResourceAsStream(DESCRIPTION)) {
            if (in == null) {
                throw new IllegalStateException("the WebJar of Apache ECharts is not on the class path");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("version");
        String script = Resource.read(FOLDER + version + "/echarts.common.min.js");
        if (script.contains("</script")) {
            throw new IllegalStateException("ECharts " + version + " cannot be put into a script element");
        }
        return new ChartLibrary(version, script);
    }
}
