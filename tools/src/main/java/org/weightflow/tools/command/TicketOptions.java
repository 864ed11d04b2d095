package org.weightflow.tools.command;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.TicketConfig;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.method.TicketMethods;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.words.Nearest;
import picocli.CommandLine.Option;

/** How tickets are found; for commands that find them at one density, {@link DensityOptions} has these too. */
final class TicketOptions {
    private static final int MEMBERS = 5;

    @Option(
            names = "--levels",
            paramLabel = "N",
            description =
                    "Levels of iterative pruning; each removes 20 %% of what is left unless the settings say otherwise.")
    private Integer levels;

    @Option(names = "--rewind-step", paramLabel = "K", description = "Training step that tickets are rewound to.")
    private Integer rewindStep;

    @Option(
            names = "--scope",
            paramLabel = "SHARES",
            description =
                    "How kept values are shared out among layers: ${COMPLETION-CANDIDATES}; not for methods with shares "
                            + "of their own, nor for iterative pruning by levels, where the setting pruning: {scope: layer} is.")
    private Scope.Shares shares;

    @Option(
            names = "--spare",
            paramLabel = "ENTRY",
            split = ",",
            description = "Entries that are never pruned, * standing for any text, such as linear.weight,*.shortcut.*.")
    private List<String> spared;

    /** What ticket commands start from: the settings that were named, or five networks LeNet-300-100 on MNIST. */
    static RunConfig start(ConfigOption config) throws IOException {
        RunConfig start = config.read();
        return config.name().isPresent()
                ? start
                : start.withArchitecture("lenet-300-100")
                        .withCollect(start.collect().withMembers(MEMBERS));
    }

    /**
     * Refuses {@code --scope} where it changes nothing.
     *
     * @throws IllegalArgumentException if it was given, and none of the methods reads it
     */
    void requireScopeIsRead(Map<String, TicketMethod> methods, boolean byLevels) {
        if (shares == null || methods.values().stream().anyMatch(method -> method.readsShares(byLevels))) {
            return;
        }
        boolean atDensities = methods.values().stream().anyMatch(method -> method.readsShares(false));
        requireNoScope(String.join(", ", methods.keySet())
                + (atDensities ? " by levels; ask for a density" : ", which has shares of its own"));
    }

    /**
     * Refuses {@code --scope}.
     *
     * @param what does not read it
     * @throws IllegalArgumentException if it was given
     */
    void requireNoScope(String what) {
        if (shares != null) {
            throw new IllegalArgumentException(
                    "--scope " + shares.name().toLowerCase(Locale.ROOT) + " has no effect on " + what);
        }
    }

    /** Whether {@code --levels} was given. */
    boolean hasLevels() {
        return levels != null;
    }

    /** The settings with what was given laid over them. */
    CollectConfig over(CollectConfig start) {
        Scope scope = start.tickets().scope();
        scope = shares == null ? scope : scope.withShares(shares);
        scope = spared == null ? scope : scope.withSpared(spared);
        CollectConfig collect = start.withTickets(start.tickets().withScope(scope));
        collect =
                levels == null ? collect : collect.withPruning(collect.pruning().withLevels(levels));
        return rewindStep == null ? collect : collect.withRewindStep(rewindStep);
    }

    /**
     * The settings with another method; one of the same name keeps its settings.
     *
     * @throws IllegalArgumentException if there is no such method
     */
    static TicketConfig method(TicketConfig start, String name) {
        Map<String, TicketMethod> all = TicketMethods.defaults();
        if (!all.containsKey(name)) {
            throw new IllegalArgumentException("method '" + name + "' is not one of " + String.join(", ", all.keySet())
                    + Nearest.hint(name, List.copyOf(all.keySet())));
        }
        return TicketMethods.name(start.method()).equals(name) ? start : start.withMethod(all.get(name));
    }
}
