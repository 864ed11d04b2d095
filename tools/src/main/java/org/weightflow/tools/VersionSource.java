package org.weightflow.tools;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class VersionSource implements IVersionProvider {
    private static final String RESOURCE = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"weightflow " + version()};
    }

    static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = VersionSource.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is not in the jar");
            }
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
