package org.weightflow.tools.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.TicketConfig;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.method.TicketMethods;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.words.Nearest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which tickets are found. */
final class TicketOptions {
    private static final int MEMBERS = 5;

    @Option(
            names = "--density",
            paramLabel = "D",
            description = "Share of the prunable values that tickets keep, in (0, 1]; default what --levels leave.")
    private Double density;

    @Mixin
    private PruningOptions pruning;

    /** What ticket commands start from: the settings that were named, or five networks LeNet-300-100 on MNIST. */
    static RunConfig start(ConfigOption config) throws IOException {
        RunConfig start = config.read();
        return config.name().isPresent()
                ? start
                : start.withArchitecture("lenet-300-100")
                        .withCollect(start.collect().withMembers(MEMBERS));
    }

    /** The settings with what was given laid over them. */
    CollectConfig over(CollectConfig start) {
        TicketConfig tickets = start.tickets();
        tickets = density == null ? tickets : tickets.withDensity(Optional.of(density));
        return pruning.over(start.withTickets(tickets));
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
