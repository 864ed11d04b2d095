package org.weightflow.tools.run;

import static java.lang.Double.NaN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.bayes.comparison.GivenNetworks;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.UsageException;

/**
 * Networks that a generator samples, and as many of the zoo that it learns from, as predictors. The seconds of the zoo are those of all
 * its members, however few of them vote, since the generator needs them all.
 */
final class GeneratedNetworks {
    private static final String FACTS = "generated.json";
    private static final String NOVELTY = "novelty r";

    private final Workplace workplace;

    GeneratedNetworks(Workplace workplace) {
        this.workplace = workplace;
    }

    /** @throws UsageException if the settings make no generator of that task, or fewer networks than vote */
    void requireFit(RunConfig config, Task task) {
        new Pipeline(workplace).requireFit(config, task);
        int count = config.bayes().predictors().networks();
        if (config.collect().members() < count || config.sample().count() < count) {
            throw new UsageException("ensembles of " + count
                    + " networks need as many members and samples, but collect.members is "
                    + config.collect().members() + " and sample.count "
                    + config.sample().count() + "; choose settings that make more, or give --no-generated");
        }
    }

    /**
     * What a resumed comparison cannot measure again.
     *
     * @param seconds null where the run was interrupted, so that a part of them is not known
     * @param novelty median r of the samples; null where members of the zoo coincide
     */
    private record Facts(Pipeline.StageSeconds seconds, Double novelty) {}

    /**
     * Runs all stages of a generator, or what is missing of them.
     *
     * @param count  networks of each of the two
     * @param folder of the run
     */
    List<GivenNetworks> of(RunConfig config, String command, int count, Path folder) throws IOException {
        Path file = folder.resolve(FACTS);
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            boolean interrupted = Files.exists(folder.resolve(Pipeline.CONFIG));
            Pipeline.Outcome made = new Pipeline(workplace).run(config, "", command, folder);
            double novelty = made.report().samples().novelty().median();
            Facts facts =
                    new Facts(interrupted ? null : made.seconds(), Double.isFinite(novelty) ? (Double) novelty : null);
            AtomicFiles.writeText(file, Json.text(facts));
        }
        Facts facts = Json.read(file, Facts.class);
        Pipeline.StageSeconds seconds =
                facts.seconds() == null ? new Pipeline.StageSeconds(NaN, NaN, NaN) : facts.seconds();
        Zoo zoo = Zoo.open(folder.resolve(config.align().isNothing() ? CollectStage.FOLDER : AlignStage.FOLDER));
        Ensemble ensemble = Ensemble.open(folder.resolve(SampleStage.FOLDER));
        Mask dense = Mask.dense(zoo.architecture().layout());
        List<StateDict> members = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        List<StateDict> samples = new ArrayList<>();
        List<Mask> sampleMasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(zoo.weights(i));
            masks.add(zoo.mask(i).orElse(dense));
            samples.add(ensemble.weights(i));
            sampleMasks.add(ensemble.mask(i).orElse(dense));
        }
        Map<String, Double> novelty = new LinkedHashMap<>();
        if (facts.novelty() != null) {
            novelty.put(NOVELTY, facts.novelty());
        }
        return List.of(
                new GivenNetworks("zoo-ensemble", members, GivenNetworks.parameters(masks), Map.of(), 0, seconds.zoo()),
                new GivenNetworks(
                        "generated-ensemble",
                        samples,
                        GivenNetworks.parameters(sampleMasks),
                        novelty,
                        seconds.zoo() + seconds.generator(),
                        seconds.ensemble()));
    }
}
