package org.weightflow.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One file on the web and what is to be in a dataset's folder once it has been downloaded. */
sealed interface Download permits RemoteFile, RemoteArchive {
    /** The name under which mirrors have it. */
    String packedName();

    /** The most bytes that the file may have. */
    long maxPackedBytes();

    /**
     * Compares a downloaded file with what is known.
     *
     * @throws DatasetFormatException if it is another one
     */
    void verify(Path path) throws IOException;

    /**
     * What of it is in the folder already.
     *
     * @return all its files, verified; empty if it must be downloaded
     * @throws DatasetFormatException if a file is there but wrong
     */
    List<Path> present(Path folder) throws IOException;

    /** Makes a verified download, which is in its place, into the files of the dataset. */
    List<Path> unpack(Path downloaded) throws IOException;
}
