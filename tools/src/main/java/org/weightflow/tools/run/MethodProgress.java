package org.weightflow.tools.run;

import java.util.Locale;
import org.weightflow.pruning.search.MethodSteps;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Terminal;

/** Shows the training steps of several methods as one bar. */
class MethodProgress implements MethodSteps.Listener, AutoCloseable {
    private final Terminal terminal;
    private Progress.Task task;
    private long shown;

    MethodProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void onSteps(String method, long done, long total, double meanLoss) {
        if (task == null) {
            task = terminal.progress().start("compare (training steps)", total);
        }
        if (Double.isNaN(meanLoss)) {
            task.skip(done - shown);
        } else {
            task.advance(done - shown, String.format(Locale.ROOT, "%s, loss %.4f", method, meanLoss));
        }
        shown = done;
    }

    @Override
    public void close() {
        if (task != null) {
            task.close();
        }
    }
}
