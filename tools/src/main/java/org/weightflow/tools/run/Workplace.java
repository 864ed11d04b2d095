package org.weightflow.tools.run;

import java.nio.file.Path;
import java.util.Map;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.tools.terminal.Terminal;

/**
 * Where the stages work.
 *
 * @param terminal   hears of progress
 * @param dataFolder where datasets are looked for; null for the default folder
 * @param threads    processor threads
 */
public record Workplace(Terminal terminal, Path dataFolder, int threads) {
    /** The provenance of what is made here from the given data. */
    Provenance provenance(String dataChecksum) {
        return Provenance.here(threads, Map.of("tensors", EngineRuntime.version()), dataChecksum);
    }
}
