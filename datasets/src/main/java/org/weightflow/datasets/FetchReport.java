package org.weightflow.datasets;

import java.nio.file.Path;
import java.util.List;

/**
 * What a fetch did; every file named is verified by its SHA-256.
 *
 * @param folder where the files lie
 * @param downloaded files that were downloaded now
 * @param present files that were there already
 */
public record FetchReport(Path folder, List<Path> downloaded, List<Path> present) {
    public FetchReport {
        downloaded = List.copyOf(downloaded);
        present = List.copyOf(present);
    }
}
