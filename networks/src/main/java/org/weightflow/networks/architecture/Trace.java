package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.weightflow.networks.HiddenSignals;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Layout.Kind;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Work;
import org.weightflow.networks.architecture.SymmetryDraft.Affine;
import org.weightflow.networks.architecture.Trace.Signal;

/**
 * Reads a network as its layout and its symmetry.
 * <p>Entries come in the order in which layers are met, as {@code state_dict} has them. The units that a layer makes are a group;
 * adding two signals makes one group of theirs, which is how a residual stream arises; units that are zero in one signal and
 * occupied in the other are a group of their own. Logits stay where they are.
 * <p>The units of an affine layer can be scaled where only positively homogeneous functions lie between it and the linear layers
 * that read it, and nothing else reads it; they can be negated where those functions are odd. If one batch normalisation alone
 * reads the units, it takes their scale and sign away.
 */
final class Trace implements Layers<Signal> {
    /**
     * What flows between layers: units, each of which has {@code height * width} pixels, or {@code height} tokens.
     *
     * @param wide consecutive features of each unit: the pixels that it had before flattening
     */
    record Signal(Units units, int height, int width, int wide, Affine source) {
        private Signal shaped(int newHeight, int newWidth) {
            return new Signal(units, newHeight, newWidth, wide, source);
        }

        private Signal from(Affine newSource) {
            return new Signal(units, height, width, wide, newSource);
        }

        /** The same units, of which the readers see only this function. */
        private Signal through(boolean homogeneous, boolean odd) {
            if (source != null) {
                source.through(homogeneous, odd);
            }
            return this;
        }

        /** A signal made from this one in a way that commutes neither with scales nor with signs. */
        private Signal mixed() {
            return through(false, false).from(null);
        }
    }

    private final List<Layout.Entry> entries = new ArrayList<>();
    private final SymmetryDraft symmetry = new SymmetryDraft();
    private final SignalDraft signals = new SignalDraft();
    private int widest = 1;
    /** How often the values of a weight are multiplied with. */
    private final Map<String, Integer> uses = new HashMap<>();

    private long fixed;

    private Trace() {}

    static Trace of(Network network) {
        Trace trace = new Trace();
        Signal logits = network.define(trace, new Signal(Units.fixed(network.inputs()), 1, 1, 1, null));
        logits.mixed().units.fix();
        return trace;
    }

    Layout layout() {
        return Layout.of(entries);
    }

    /** Values of the largest array of one example. */
    int widest() {
        return widest;
    }

    Work work() {
        return new Work(
                entries.stream()
                        .map(entry -> uses.getOrDefault(entry.name(), 0))
                        .toList(),
                fixed);
    }

    Symmetry symmetry() {
        return symmetry.on(layout());
    }

    /** In the order in which {@link Execution} makes them, with the groups in that of the symmetry. */
    HiddenSignals hiddenSignals() {
        return signals.on(symmetry());
    }

    @Override
    public Signal image(Signal inputs, int channels, int height, int width) {
        return new Signal(Units.fixed(channels), height, width, 1, null);
    }

    @Override
    public Signal linear(String name, Signal x, int outputs) {
        Units made = Units.free(name, outputs);
        makes(outputs, x.height, x.width);
        entry(name + ".weight", Kind.WEIGHT, outputs, x.units.count() * x.wide);
        uses.put(name + ".weight", x.height * x.width);
        entry(name + ".bias", Kind.BIAS, outputs);
        Affine source = symmetry.affine(name, made, ".weight", ".bias");
        read(name + ".weight", x);
        return new Signal(made, x.height, x.width, 1, source);
    }

    @Override
    public Signal convolution(String name, Signal x, Convolution shape) {
        Units made = Units.free(name, shape.outputs());
        entry(name + ".weight", Kind.WEIGHT, shape.outputs(), x.units.count(), shape.kernel(), shape.kernel());
        if (shape.bias()) {
            entry(name + ".bias", Kind.BIAS, shape.outputs());
        }
        Affine source =
                shape.bias() ? symmetry.affine(name, made, ".weight", ".bias") : symmetry.affine(name, made, ".weight");
        read(name + ".weight", x);
        int height = extent(name, shape, x.height);
        int width = extent(name, shape, x.width);
        makes(shape.outputs(), height, width);
        uses.put(name + ".weight", height * width);
        return new Signal(made, height, width, 1, source);
    }

    @Override
    public Signal batchNorm(String name, Signal x) {
        entry(name + ".weight", Kind.NORM, x.units.count());
        entry(name + ".bias", Kind.NORM, x.units.count());
        entry(name + ".running_mean", Kind.BUFFER, x.units.count());
        entry(name + ".running_var", Kind.BUFFER, x.units.count());
        entry(name + ".num_batches_tracked", Kind.COUNTER);
        Affine source = symmetry.batchNorm(name, x.units);
        SymmetryDraft.Span mean = symmetry.span(x.units, name + ".running_mean", 0, 0, 1);
        SymmetryDraft.Span variance = symmetry.span(x.units, name + ".running_var", 0, 0, 1);
        if (x.source != null) {
            x.source.readBy(source.normalising(mean, variance, EPSILON));
        }
        return x.from(source);
    }

    @Override
    public Signal layerNorm(String name, Signal x, double epsilon) {
        entry(name + ".weight", Kind.NORM, x.units.count());
        entry(name + ".bias", Kind.NORM, x.units.count());
        return x.mixed().from(symmetry.layerNorm(name, x.units));
    }

    @Override
    public Signal activation(Nonlinearity function, Signal x) {
        heard(function.name().toLowerCase(Locale.ROOT), x);
        return x.through(function.isHomogeneous(), function.isOdd());
    }

    @Override
    public Signal maxPool(Signal x, int size) {
        // The largest of negated values is not the negated largest.
        return x.through(true, false).shaped(x.height / size, x.width / size);
    }

    @Override
    public Signal globalAveragePool(Signal x) {
        return x.shaped(1, 1);
    }

    @Override
    public Signal flatten(Signal x) {
        return new Signal(x.units, 1, 1, x.height * x.width, x.source);
    }

    @Override
    public Signal add(Signal stream, Signal branch) {
        Signal sum = united(stream, branch);
        heard("sum", sum);
        return sum;
    }

    private static Signal united(Signal stream, Signal branch) {
        Units.unite(stream.units, branch.units);
        branch.mixed();
        return stream.mixed();
    }

    @Override
    public Signal subsample(Signal x, int channels) {
        Signal kept = x.mixed();
        Units own = Units.free(x.units.name() + ".padding", channels - x.units.count());
        Units padded = Units.padded(own, x.units);
        return new Signal(padded, (kept.height + 1) / 2, (kept.width + 1) / 2, 1, null);
    }

    @Override
    public Signal tokens(Signal image) {
        return image.shaped(image.height * image.width, 1);
    }

    @Override
    public Signal embedding(String name, int tokens, int width) {
        Units made = Units.free(name, width);
        entries.add(new Layout.Entry(name, List.of(1, tokens, width), Kind.WEIGHT, false));
        symmetry.span(made, name, 2, 0, 1);
        return new Signal(made, tokens, 1, 1, null);
    }

    @Override
    public Signal concatenate(Signal first, Signal second) {
        return united(first, second).shaped(first.height + second.height, 1);
    }

    @Override
    public Signal attention(String name, Signal x, int heads) {
        int width = x.units.count();
        String qkv = name + ".qkv";
        String proj = name + ".proj";
        Units made = Units.free(proj, width);
        makes(3 * width, x.height, 1);
        makes(heads, x.height, x.height);
        uses.put(qkv + ".weight", x.height);
        uses.put(proj + ".weight", x.height);
        // Queries with keys, and what these weigh with values.
        fixed += 2L * x.height * x.height * width;
        entry(qkv + ".weight", Kind.WEIGHT, 3 * width, width);
        entry(qkv + ".bias", Kind.BIAS, 3 * width);
        entry(proj + ".weight", Kind.WEIGHT, width, width);
        entry(proj + ".bias", Kind.BIAS, width);
        read(qkv + ".weight", x);
        symmetry.heads(name, width, heads);
        signals.signalLike(name + ":qkv", 3 * width, x.height, qkv + ".bias", 0);
        signals.signalLike(name + ":heads", width, x.height, proj + ".weight", 1);
        return new Signal(made, x.height, 1, 1, symmetry.affine(proj, made, ".weight", ".bias"));
    }

    @Override
    public Signal firstToken(Signal x) {
        return x.shaped(1, 1);
    }

    @Override
    public Signal units(String group, Signal x) {
        x.units.rename(group);
        return x;
    }

    /** A signal that {@link HiddenSignals} has, after the layer that was met last. */
    private void heard(String made, Signal x) {
        String last =
                entries.isEmpty() ? "inputs" : entries.get(entries.size() - 1).name();
        int dot = last.lastIndexOf('.');
        String name = (dot < 0 ? last : last.substring(0, dot)) + ":" + made;
        signals.signal(name, x.units, x.height * x.width * x.wide);
    }

    private void makes(int units, int height, int width) {
        long size = (long) units * height * width;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    units + " units of " + height + " by " + width + " are more than " + Integer.MAX_VALUE + " values");
        }
        widest = Math.max(widest, (int) size);
    }

    private void entry(String name, Kind kind, Integer... shape) {
        entries.add(new Layout.Entry(name, List.of(shape), kind, kind == Kind.WEIGHT));
    }

    /** Lets the units of a signal lie on the second axis of a weight. */
    private void read(String weight, Signal x) {
        SymmetryDraft.Span span = symmetry.span(x.units, weight, 1, 0, x.wide);
        if (x.source != null) {
            x.source.readBy(span);
        }
    }

    private static int extent(String name, Convolution shape, int input) {
        int extent = shape.extent(input);
        if (input + 2 * shape.padding() < shape.kernel() || extent < 1) {
            throw new IllegalArgumentException(
                    name + ": an image of extent " + input + " is too small for a kernel of " + shape.kernel());
        }
        return extent;
    }
}
