package org.weightflow.tools.command;

import org.weightflow.datasets.FetchListener;
import org.weightflow.datasets.FetchProgress;
import org.weightflow.tools.terminal.Progress;

/** One progress task a file of a download. */
final class FetchBars implements FetchListener, AutoCloseable {
    private final Progress progress;
    private Progress.Task task;
    private String file;
    private long bytes;

    FetchBars(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void onProgress(FetchProgress event) {
        boolean restarted = event.file().equals(file) && event.bytes() < bytes;
        if (!event.file().equals(file) || restarted) {
            close();
            task = progress.start(event.file(), event.total(), Progress.Unit.BYTES);
            file = event.file();
            // How much of the first event is new is not known, and most of it may be what an earlier try left.
            task.skip(event.bytes());
        } else {
            task.advance(event.bytes() - bytes);
        }
        bytes = event.bytes();
    }

    @Override
    public void close() {
        if (task != null) {
            task.close();
            task = null;
        }
    }
}
