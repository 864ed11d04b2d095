package org.weightflow.tools.options;

import org.weightflow.networks.engine.EngineRuntime;
import picocli.CommandLine.Option;

/** {@code --threads}: how many threads train groups of networks, or compute one large operation. */
public final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads to compute with; default all processors. Training gives the same bits with any number; what "
                            + "comes after it may differ in the last ones.")
    private Integer threads;

    /**
     * The number, without loading the engine.
     *
     * @throws UsageException if it is less than 1
     */
    public int count() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1) {
            throw new UsageException("--threads " + threads + " is less than 1");
        }
        return threads;
    }

    /** Loads the engine and sets its threads; for commands that need it, before their work. */
    public void apply() {
        EngineRuntime.setThreads(count());
    }
}
