package org.weightflow.tools.run;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.tools.words.Choices;

/** The settings that a zoo of tickets was made with, read back from its manifest, so that its search can be repeated. */
public final class ZooRecipe {
    private static final String SEED = "seed";
    private static final String KIND = "kind";

    private ZooRecipe() {}

    /**
     * Seed, architecture and population of the zoo; everything else, the dataset among it, is at its default.
     *
     * @throws IOException if the members of the zoo are no tickets that were found on themselves, or its recipe cannot be read
     */
    public static RunConfig of(Zoo zoo) throws IOException {
        Map<String, Object> collect = new TreeMap<>(zoo.manifest().recipe());
        Object seed = collect.remove(SEED);
        if (!Choices.id(CollectConfig.Kind.TICKETS).equals(collect.get(KIND)) || !(seed instanceof Number)) {
            throw new IOException(
                    zoo.folder() + ": only a zoo that 'weightflow ticket METHOD' or 'collect --kind tickets' "
                            + "made says how its members' own masks were found; this one was made in another way");
        }
        String text = Json.line(Map.of(SEED, seed, "collect", collect));
        return RunConfig.tree()
                .parse(text, zoo.folder().resolve("zoo.json").toString())
                .withArchitecture(zoo.architecture().id());
    }
}
