package org.weightflow.networks.exchange;

import java.util.Locale;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.zoo.Member;

/** One member on its way out, with what its card says of it. */
record ExportedNetwork(
        Architecture architecture,
        Optional<String> dataset,
        boolean sampled,
        Member member,
        StateDict weights,
        Optional<Mask> mask) {

    /** What its folder or file is called, such as {@code 000017}. */
    static String nameOf(Member member) {
        return String.format(Locale.ROOT, "%06d", member.id());
    }

    /** Pruned fraction of the prunable weights, in [0, 1]; 0 where nothing is prunable. */
    double sparsity() {
        return member.prunable() == 0 ? 0 : (member.prunable() - member.kept()) / (double) member.prunable();
    }
}
