package org.weightflow.networks.exchange;

import java.util.Optional;
import org.weightflow.networks.Architecture;

/**
 * How foreign checkpoints become members of a zoo.
 *
 * @param architecture of all members; empty for the one that the first readable checkpoint is recognised as
 * @param maskZeros    whether a checkpoint without a mask gets one that prunes its zeros
 * @param strict       whether one checkpoint that does not fit is fatal
 */
public record ImportConfig(Optional<Architecture> architecture, boolean maskZeros, boolean strict) {
    /** Recognised, masks only where given, lenient. */
    public static ImportConfig defaults() {
        return new ImportConfig(Optional.empty(), false, false);
    }

    public ImportConfig withArchitecture(Architecture given) {
        return new ImportConfig(Optional.of(given), maskZeros, strict);
    }

    public ImportConfig withMaskZeros(boolean wanted) {
        return new ImportConfig(architecture, wanted, strict);
    }

    public ImportConfig withStrict(boolean wanted) {
        return new ImportConfig(architecture, maskZeros, wanted);
    }
}
