package org.weightflow.datasets;

/**
 * How far the download of one file has come.
 *
 * @param file name of the file that is being written
 * @param bytes bytes so far, those of an earlier, interrupted download included
 * @param total bytes in all, or -1 where the server does not say
 */
public record FetchProgress(String file, long bytes, long total) {}
