package org.weightflow.generator.flow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Objects;
import java.util.Set;
import org.weightflow.generator.flow.matching.FlowCoupling;
import org.weightflow.generator.flow.matching.FlowPath;
import org.weightflow.generator.flow.matching.Mixing;
import org.weightflow.generator.flow.matching.SourceConfig;
import org.weightflow.generator.flow.matching.TimeLaw;
import org.weightflow.networks.Check;
import org.weightflow.networks.artefact.AddedLater;

/**
 * The velocity field's shape and how it is trained.
 *
 * @param hidden             units of every hidden layer
 * @param blocks             residual blocks of two linear layers each
 * @param nonlinearity       activation
 * @param layerNorm          whether a block begins with layer normalisation
 * @param timeFeatures       sines and cosines of t that are fed beside the point, or units that embed t; even
 * @param dropout            share of a block's inner units that is dropped while training, in [0, 1)
 * @param batch              pairs of noise and code a step, drawn with replacement
 * @param steps              optimiser steps; 0 leaves the identity, which samples the Gaussian of the codes
 * @param learningRate       base rate of AdamW, falling along a cosine
 * @param warmupSteps        steps over which the rate first rises
 * @param weightDecay        decoupled weight decay
 * @param clipNorm           largest L2 norm of the gradient; 0 for no clipping
 * @param emaDecay           decay of the averaged weights, in [0, 1); at step s no more than (1 + s) / (10 + s)
 * @param sigma              standard deviation of noise added to x_t
 * @param jitter             standard deviation of noise added to each drawn code, in standardised units
 * @param heldOut            share of the members kept out of the basis and the training, in [0, 1)
 * @param evaluationInterval steps between two rows of the curve
 * @param path               from a source to a code
 * @param coupling           which source is paired with which code
 * @param time               law of the training times
 * @param source             what the flow starts from
 * @param mixing             training targets between the codes
 * @param conditionDropout   share of the training rows that are told no condition, in [0, 1); unused without conditions
 * @param field              which network the velocity field is
 * @param tokens             of a field of tokens; unused by others
 * @param optimizer          moments of AdamW and the rate that the cosine ends at
 */
public record FlowConfig(
        int hidden,
        int blocks,
        Nonlinearity nonlinearity,
        boolean layerNorm,
        int timeFeatures,
        double dropout,
        int batch,
        int steps,
        double learningRate,
        int warmupSteps,
        double weightDecay,
        double clipNorm,
        double emaDecay,
        double sigma,
        double jitter,
        double heldOut,
        int evaluationInterval,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) FlowPath path,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) FlowCoupling coupling,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) TimeLaw time,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) SourceConfig source,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) Mixing mixing,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) Double conditionDropout,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) FieldKind field,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) TokenSettings tokens,
        @AddedLater @JsonInclude(value = Include.CUSTOM, valueFilter = UsualChoices.class) FlowOptimizer optimizer) {
    private static final double USUAL_CONDITION_DROPOUT = 0.1;

    /** What is null is as it was before there was a choice. */
    public FlowConfig {
        Check.atLeast("hidden", hidden, 1);
        Check.atLeast("blocks", blocks, 0);
        Objects.requireNonNull(nonlinearity, "nonlinearity");
        Check.atLeast("timeFeatures", timeFeatures, 2);
        if (timeFeatures % 2 != 0) {
            throw new IllegalArgumentException(
                    "timeFeatures " + timeFeatures + " is odd; sines and cosines come in pairs");
        }
        Check.halfOpenInterval("dropout", dropout, 0, 1);
        Check.atLeast("batch", batch, 1);
        Check.atLeast("steps", steps, 0);
        Check.positive("learningRate", learningRate);
        Check.atLeast("warmupSteps", warmupSteps, 0);
        Check.notNegative("weightDecay", weightDecay);
        Check.notNegative("clipNorm", clipNorm);
        Check.halfOpenInterval("emaDecay", emaDecay, 0, 1);
        Check.notNegative("sigma", sigma);
        Check.notNegative("jitter", jitter);
        Check.halfOpenInterval("heldOut", heldOut, 0, 1);
        Check.atLeast("evaluationInterval", evaluationInterval, 1);
        path = Objects.requireNonNullElse(path, FlowPath.LINEAR);
        coupling = Objects.requireNonNullElse(coupling, FlowCoupling.INDEPENDENT);
        time = Objects.requireNonNullElse(time, TimeLaw.uniform());
        source = Objects.requireNonNullElse(source, SourceConfig.standard());
        mixing = Objects.requireNonNullElse(mixing, Mixing.none());
        conditionDropout = Objects.requireNonNullElse(conditionDropout, USUAL_CONDITION_DROPOUT);
        Check.halfOpenInterval("conditionDropout", conditionDropout, 0, 1);
        field = Objects.requireNonNullElse(field, FieldKind.RESIDUAL);
        tokens = Objects.requireNonNullElse(tokens, TokenSettings.defaults());
        optimizer = Objects.requireNonNullElse(optimizer, FlowOptimizer.defaults());
        if (field == FieldKind.BOTTLENECK && hidden % 2 != 0) {
            throw new IllegalArgumentException("hidden " + hidden + " is odd; a bottleneck has half as many units");
        }
    }

    /** Two blocks of 256 units, 4000 steps of 128 pairs at 1e-3; our own choice, made for some hundred codes on a CPU. */
    public static FlowConfig defaults() {
        return new FlowConfig(
                256,
                2,
                Nonlinearity.SILU,
                true,
                32,
                0,
                128,
                4000,
                1e-3,
                100,
                1e-4,
                1,
                0.999,
                0,
                0,
                0.1,
                200,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /**
     * What DeepWeightFlow trains for small networks: its own field with 512 units and 64 for the time, 30000 steps of 8 pairs, the
     * weights of the last step without an average, nothing held out.
     */
    public static FlowConfig deepWeightFlow() {
        return defaults().toBuilder()
                .field(FieldKind.BOTTLENECK)
                .hidden(512)
                .nonlinearity(Nonlinearity.GELU)
                .timeFeatures(64)
                .dropout(0.1)
                .batch(8)
                .steps(30_000)
                .learningRate(5e-4)
                .warmupSteps(0)
                .weightDecay(1e-5)
                .clipNorm(0)
                .emaDecay(0)
                .sigma(1e-3)
                .heldOut(0)
                .evaluationInterval(1000)
                .optimizer(new FlowOptimizer(0.9, 0.95, 1e-6))
                .build();
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Equal to each choice that was the only one before there were others. Such choices are not written, so that files that do not
     * need them keep their bytes, and with them their checksums.
     */
    static final class UsualChoices {
        private static final Set<Object> USUAL = Set.of(
                FlowPath.LINEAR,
                FlowCoupling.INDEPENDENT,
                TimeLaw.uniform(),
                SourceConfig.standard(),
                Mixing.none(),
                USUAL_CONDITION_DROPOUT,
                FieldKind.RESIDUAL,
                FlowOptimizer.defaults(),
                TokenSettings.defaults());

        @Override
        public boolean equals(Object choice) {
            return choice != null && USUAL.contains(choice);
        }

        @Override
        public int hashCode() {
            return USUAL.hashCode();
        }
    }

    /** Changes some components of a configuration. */
    public static final class Builder {
        private int hidden;
        private int blocks;
        private Nonlinearity nonlinearity;
        private boolean layerNorm;
        private int timeFeatures;
        private double dropout;
        private int batch;
        private int steps;
        private double learningRate;
        private int warmupSteps;
        private double weightDecay;
        private double clipNorm;
        private double emaDecay;
        private double sigma;
        private double jitter;
        private double heldOut;
        private int evaluationInterval;
        private FlowPath path;
        private FlowCoupling coupling;
        private TimeLaw time;
        private SourceConfig source;
        private Mixing mixing;
        private double conditionDropout;
        private FieldKind field;
        private TokenSettings tokens;
        private FlowOptimizer optimizer;

        private Builder(FlowConfig start) {
            hidden = start.hidden;
            blocks = start.blocks;
            nonlinearity = start.nonlinearity;
            layerNorm = start.layerNorm;
            timeFeatures = start.timeFeatures;
            dropout = start.dropout;
            batch = start.batch;
            steps = start.steps;
            learningRate = start.learningRate;
            warmupSteps = start.warmupSteps;
            weightDecay = start.weightDecay;
            clipNorm = start.clipNorm;
            emaDecay = start.emaDecay;
            sigma = start.sigma;
            jitter = start.jitter;
            heldOut = start.heldOut;
            evaluationInterval = start.evaluationInterval;
            path = start.path;
            coupling = start.coupling;
            time = start.time;
            source = start.source;
            mixing = start.mixing;
            conditionDropout = start.conditionDropout;
            field = start.field;
            tokens = start.tokens;
            optimizer = start.optimizer;
        }

        public Builder hidden(int hidden) {
            this.hidden = hidden;
            return this;
        }

        public Builder blocks(int blocks) {
            this.blocks = blocks;
            return this;
        }

        public Builder nonlinearity(Nonlinearity nonlinearity) {
            this.nonlinearity = nonlinearity;
            return this;
        }

        public Builder layerNorm(boolean layerNorm) {
            this.layerNorm = layerNorm;
            return this;
        }

        public Builder timeFeatures(int timeFeatures) {
            this.timeFeatures = timeFeatures;
            return this;
        }

        public Builder dropout(double dropout) {
            this.dropout = dropout;
            return this;
        }

        public Builder batch(int batch) {
            this.batch = batch;
            return this;
        }

        public Builder steps(int steps) {
            this.steps = steps;
            return this;
        }

        public Builder learningRate(double learningRate) {
            this.learningRate = learningRate;
            return this;
        }

        public Builder warmupSteps(int warmupSteps) {
            this.warmupSteps = warmupSteps;
            return this;
        }

        public Builder weightDecay(double weightDecay) {
            this.weightDecay = weightDecay;
            return this;
        }

        public Builder clipNorm(double clipNorm) {
            this.clipNorm = clipNorm;
            return this;
        }

        public Builder emaDecay(double emaDecay) {
            this.emaDecay = emaDecay;
            return this;
        }

        public Builder sigma(double sigma) {
            this.sigma = sigma;
            return this;
        }

        public Builder jitter(double jitter) {
            this.jitter = jitter;
            return this;
        }

        public Builder heldOut(double heldOut) {
            this.heldOut = heldOut;
            return this;
        }

        public Builder evaluationInterval(int evaluationInterval) {
            this.evaluationInterval = evaluationInterval;
            return this;
        }

        public Builder path(FlowPath path) {
            this.path = path;
            return this;
        }

        public Builder coupling(FlowCoupling coupling) {
            this.coupling = coupling;
            return this;
        }

        public Builder time(TimeLaw time) {
            this.time = time;
            return this;
        }

        public Builder source(SourceConfig source) {
            this.source = source;
            return this;
        }

        public Builder mixing(Mixing mixing) {
            this.mixing = mixing;
            return this;
        }

        public Builder conditionDropout(double conditionDropout) {
            this.conditionDropout = conditionDropout;
            return this;
        }

        public Builder field(FieldKind field) {
            this.field = field;
            return this;
        }

        public Builder tokens(TokenSettings tokens) {
            this.tokens = tokens;
            return this;
        }

        public Builder optimizer(FlowOptimizer optimizer) {
            this.optimizer = optimizer;
            return this;
        }

        public FlowConfig build() {
            return new FlowConfig(
                    hidden,
                    blocks,
                    nonlinearity,
                    layerNorm,
                    timeFeatures,
                    dropout,
                    batch,
                    steps,
                    learningRate,
                    warmupSteps,
                    weightDecay,
                    clipNorm,
                    emaDecay,
                    sigma,
                    jitter,
                    heldOut,
                    evaluationInterval,
                    path,
                    coupling,
                    time,
                    source,
                    mixing,
                    conditionDropout,
                    field,
                    tokens,
                    optimizer);
        }
    }
}
