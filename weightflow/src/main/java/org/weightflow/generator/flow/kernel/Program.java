package org.weightflow.generator.flow.kernel;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.engine.TensorStore;

/**
 * A small network's forward and backward pass over a fixed number of rows, written out once and run at every step.
 * <p>The engine multiplies matrices and does nothing else; all that lies in between is done in Java, in memory that is taken once.
 * Recording a graph for the engine to differentiate costs several times as much as the products of a small batch. Build it
 * from {@link #input} on, give {@link #finish} the output, and call {@link #differentiate} at each step.
 * <p>Cost of a step: the three products of each linear layer, 6 rows x weights operations. The bytes do not depend on the number
 * of threads.
 */
public final class Program implements Gradients, AutoCloseable {
    private final TensorStore weights;
    private final int rows;
    private final RowPart[] parts;
    private final NDManager owner = EngineRuntime.newManager();
    private final List<Layer> layers = new ArrayList<>();
    private final List<Layer> learnt = new ArrayList<>();
    private final List<DropoutFactors> dropouts = new ArrayList<>();
    /** For each entry the layer that it is of. */
    private final Layer[] layerOf;
    /** Places whose gradient has a part of a layer that comes later. */
    private final Set<Units> used = new HashSet<>();

    private final double[] losses;
    private final TrainingTimes times;
    private Units input;
    private Units output;

    /**
     * @param weights of one network; they may change between steps
     * @param times   told how long the passes take
     */
    public Program(TensorStore weights, int rows, TrainingTimes times) {
        this.times = times;
        this.weights = weights;
        this.rows = rows;
        this.parts = RowPart.of(rows);
        this.losses = new double[parts.length];
        this.layerOf = new Layer[weights.layout().entries().size()];
    }

    /** What the network reads. */
    public Units input(int width) {
        input = new Units(rows, width, false);
        return input;
    }

    /** Columns {@code first} to {@code first + count - 1} of what the network reads. */
    public Units columns(Units in, int first, int count) {
        Units out = new Units(rows, count, false);
        layers.add(new ColumnsLayer(in, out, first));
        return out;
    }

    /** {@code x W^T + b} with entries {@code name.weight} and {@code name.bias}. */
    public Units linear(String name, Units in) {
        int entry = weights.layout().indexOf(name + ".weight");
        int tokens = tokens(in);
        Units out = units(tokens, weights.layout().entry(entry).shape().get(0));
        RowPart[] own = inTokens(tokens);
        return learnt(name, new LinearLayer(owner, weights, name, own, in, out, isShared(in)), tokens, out);
    }

    /** Layer normalisation with entries {@code name.weight} and {@code name.bias}. */
    public Units normalise(String name, Units in) {
        int tokens = tokens(in);
        Units out = units(tokens, in.width());
        RowPart[] own = inTokens(tokens);
        return learnt(name, new NormLayer(weights, name, own, in, out, isShared(in)), tokens, out);
    }

    /** The activation, each unit of each row dropped with the given probability while training, in [0, 1). */
    public Units activate(SmoothFunction function, Units in, double dropout) {
        Units out = units(tokens(in), in.width());
        DropoutFactors factors = null;
        if (dropout > 0) {
            factors = new DropoutFactors(in.values().length, dropout);
            dropouts.add(factors);
        }
        addTokenwise(new ActivationLayer(function, in, out, factors, parts.length), tokens(in));
        return out;
    }

    /** {@code skipped + in}; {@code skipped} was read by an earlier layer, too. */
    public Units add(Units skipped, Units in) {
        Units out = units(tokens(in), in.width());
        addTokenwise(new SumLayer(skipped, in, out), tokens(in));
        return out;
    }

    /** Announces that {@link #add} is going to read {@code in}, beside the next layer that does. */
    public Units skip(Units in) {
        used.add(in);
        return in;
    }

    /** The units of {@code first}, then those of {@code second}. */
    public Units join(Units first, Units second) {
        Units out = units(1, first.width() + second.width());
        layers.add(new JoinLayer(first, second, out));
        return out;
    }

    /** Units of one width as the tokens of each row; every later layer treats each token alike, but for those that say otherwise. */
    public Units stack(List<Units> tokens) {
        Units out = units(tokens.size(), tokens.get(0).width());
        layers.add(new StackLayer(tokens, out));
        return out;
    }

    /** Self-attention between the tokens of each row, whose units are all queries, all keys and all values. */
    public Units attend(Units in, int heads) {
        int tokens = tokens(in);
        Units out = units(tokens, in.width() / 3);
        layers.add(new AttentionLayer(in, out, tokens, heads));
        return out;
    }

    /** One token of each row; each must be taken once. */
    public Units token(Units in, int token) {
        Units out = units(1, in.width());
        layers.add(new TokenLayer(in, out, token, tokens(in)));
        return out;
    }

    /** Says what the loss is of. */
    public Program finish(Units output) {
        this.output = output;
        return this;
    }

    private Units units(int tokens, int width) {
        return new Units(Math.multiplyExact(rows, tokens), width, true);
    }

    private int tokens(Units in) {
        return in.values().length / in.width() / rows;
    }

    /** The parts of the rows, counted in tokens. */
    private RowPart[] inTokens(int tokens) {
        return Arrays.stream(parts)
                .map(part -> new RowPart(part.index(), part.from() * tokens, part.to() * tokens))
                .toArray(RowPart[]::new);
    }

    private void addTokenwise(Layer layer, int tokens) {
        layers.add(tokens == 1 ? layer : new TokenwiseLayer(layer, inTokens(tokens)));
    }

    /** Whether a later layer, which goes first on the way back, writes the gradient that this one is then to add to. */
    private boolean isShared(Units in) {
        return used.remove(in);
    }

    private Units learnt(String name, Layer layer, int tokens, Units out) {
        addTokenwise(layer, tokens);
        learnt.add(layer);
        layerOf[weights.layout().indexOf(name + ".weight")] = layer;
        layerOf[weights.layout().indexOf(name + ".bias")] = layer;
        return out;
    }

    /** Draws the dropout that {@link #advance} brings into use; may run beside {@link #differentiate}. */
    public void drawDropout(Seed step) {
        for (int i = 0; i < dropouts.size(); i++) {
            dropouts.get(i).drawNext(step.child(i).random());
        }
    }

    /** Takes what {@link #drawDropout} drew last into use. */
    public void advance() {
        dropouts.forEach(DropoutFactors::advance);
    }

    /**
     * The mean squared error over rows and outputs, and its gradient by all weights, which can be {@linkplain #read read} until the
     * next call.
     *
     * @param inputs    {@code [rows, inputs]}
     * @param targets   {@code [rows, outputs]}
     * @param meanwhile done by one of the threads beside the work; it must not change anything that is used here
     */
    public double differentiate(EngineTeam team, float[] inputs, float[] targets, Runnable meanwhile) {
        System.arraycopy(inputs, 0, input.values(), 0, input.values().length);
        layers.forEach(Layer::refresh);
        team.forEach(parts.length, part -> pass(parts[part], targets));
        team.forEach(1 + learnt.size(), task -> {
            if (task == 0) {
                meanwhile.run();
            } else {
                long start = System.nanoTime();
                learnt.get(task - 1).differentiate();
                times.add(TrainingTimes.Part.BACKWARD, start);
            }
        });
        double loss = 0;
        for (double each : losses) {
            loss += each;
        }
        return loss;
    }

    private void pass(RowPart part, float[] targets) {
        long start = System.nanoTime();
        for (Layer layer : layers) {
            layer.forward(part);
        }
        losses[part.index()] = loss(part, targets);
        start = times.add(TrainingTimes.Part.FORWARD, start);
        for (int l = layers.size() - 1; l >= 0; l--) {
            layers.get(l).backward(part);
        }
        times.add(TrainingTimes.Part.BACKWARD, start);
    }

    /** The part's share of the mean squared error; its gradient goes to the output. */
    private double loss(RowPart part, float[] targets) {
        float[] values = output.values();
        float[] gradients = output.gradients();
        float factor = 2f / targets.length;
        double sum = 0;
        for (int i = part.from() * output.width(); i < part.to() * output.width(); i++) {
            float difference = values[i] - targets[i];
            gradients[i] = factor * difference;
            sum += (double) difference * difference;
        }
        return sum / targets.length;
    }

    @Override
    public void read(int entry, int from, float[] target, int count) {
        layerOf[entry].read(entry, from, target, count);
    }

    @Override
    public void close() {
        owner.close();
    }
}
