package org.weightflow.generator.ensemble;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.generator.Generator;
import org.weightflow.generator.GeneratorFacts;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.generator.regression.RegressionConfig;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AddedLater;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * What an ensemble that a generator sampled is, as {@code ensemble.json} says it; fixed before the first member is sampled.
 *
 * @param schema          version of the folder's meaning; {@link #SCHEMA}
 * @param architecture    of every member
 * @param dataset         what the generator's zoo was trained on; null if unknown
 * @param members         number of members that the ensemble is to have
 * @param generator       checksum of the generator
 * @param zooChecksum     identifies the generator's zoo; null if unknown
 * @param trainingMembers networks that the generator was fitted to
 * @param checkpoint      step of the flow that was kept, and why
 * @param novelty         r of the generator's probe samples at that step: 1 is as far from the nearest training network as these
 *                        are from each other, 0 a copy; null where training networks coincide
 * @param solver          short form of the solver
 * @param temperature     factor on the initial noise
 * @param anchor          share of a training member in each sample; null for none
 * @param hull            share of the variance in the training members' hull; null for all of it
 * @param regression      how layers were fitted to the combination of the members' layers; null for plain combinations
 * @param conditions      what was asked of the members by name, in natural units; null for nothing
 * @param guidance        w of classifier-free guidance; null for 1
 * @param acceptance      least validation accuracy of a member; null if every sample was taken
 * @param statisticsImages training images from which the members' statistics of batch normalisation were estimated; null if they
 *                        were not
 * @param seed            root of the samples
 * @param provenance      what sampled them
 */
record EnsembleManifest(
        int schema,
        ZooManifest.Network architecture,
        ZooManifest.Dataset dataset,
        int members,
        String generator,
        String zooChecksum,
        int trainingMembers,
        String checkpoint,
        Double novelty,
        String solver,
        double temperature,
        @AddedLater Double anchor,
        @AddedLater Double hull,
        @AddedLater RegressionConfig regression,
        @AddedLater Map<String, Double> conditions,
        @AddedLater Double guidance,
        Double acceptance,
        @AddedLater Integer statisticsImages,
        long seed,
        Provenance provenance)
        implements EnsembleFacts {
    static final int SCHEMA = 1;

    EnsembleManifest {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException(
                    "schema " + schema + " is not " + SCHEMA + ", that of the samples of a generator");
        }
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(generator, "generator is null");
        Objects.requireNonNull(checkpoint, "checkpoint is null");
        Objects.requireNonNull(solver, "solver is null");
        Objects.requireNonNull(provenance, "provenance is null");
        Check.atLeast("members", members, 1);
    }

    @Override
    public String sourceChecksum() {
        return generator;
    }

    static EnsembleManifest of(
            Generator generator, int members, Seed seed, SampleConfig config, Optional<Acceptance> acceptance) {
        GeneratorFacts facts = generator.facts();
        CurveRow kept = generator.curve().stream()
                .filter(row -> row.step() == facts.chosenStep())
                .findFirst()
                .orElseThrow();
        return new EnsembleManifest(
                SCHEMA,
                facts.architecture(),
                facts.dataset(),
                members,
                generator.checksum(),
                facts.zooChecksum(),
                facts.trainingMembers(),
                "step " + facts.chosenStep() + ": " + facts.reason(),
                Double.isFinite(kept.novelty()) ? (Double) kept.novelty() : null,
                config.solver().id(),
                config.temperature(),
                config.anchor() == 0 ? null : (Double) config.anchor(),
                config.hull() == 1 ? null : (Double) config.hull(),
                config.regression().orElse(null),
                config.conditions().isEmpty() ? null : config.conditions(),
                config.guidance() == 1 ? null : config.guidance(),
                acceptance.map(Acceptance::threshold).orElse(null),
                generator.statistics().map(BatchNormEstimation::images).orElse(null),
                seed.value(),
                Provenance.here(
                        EngineRuntime.threads(),
                        Map.of("tensors", EngineRuntime.version()),
                        facts.dataset() == null ? null : facts.dataset().checksum()));
    }
}
