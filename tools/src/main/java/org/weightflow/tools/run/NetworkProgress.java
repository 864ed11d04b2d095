package org.weightflow.tools.run;

import org.weightflow.canon.barrier.BarrierListener;
import org.weightflow.tools.terminal.Progress;

/** A bar of networks whose number is known once the measurement begins. */
final class NetworkProgress implements BarrierListener, AutoCloseable {
    private final Progress progress;
    private final String stage;
    private Progress.Task bar;
    private int before;

    NetworkProgress(Progress progress, String stage) {
        this.progress = progress;
        this.stage = stage;
    }

    @Override
    public void onNetworks(int done, int total) {
        if (bar == null) {
            bar = progress.start(stage, total);
        }
        bar.advance(done - before);
        before = done;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
