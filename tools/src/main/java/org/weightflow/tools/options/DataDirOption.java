package org.weightflow.tools.options;

import java.nio.file.Path;
import org.weightflow.datasets.DataFolder;
import picocli.CommandLine.Option;

/** {@code --data-dir}: where datasets lie. */
public final class DataDirOption {
    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description =
                    "Folder of the datasets; default the variable WEIGHTFLOW_DATA, else weightflow in the user's cache "
                            + "folder.")
    private Path folder;

    /** The folder; it need not exist. */
    public Path folder() {
        return DataFolder.resolve(folder);
    }
}
