package org.weightflow.networks.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.StateDict;

/**
 * The values of P networks of one layout, stacked: one array {@code [P, shape]} per entry, in memory that Java reads and writes in
 * place while the engine computes with it.
 */
public final class TensorStore implements Parameters, AutoCloseable {
    private final Layout layout;
    private final int members;
    private final NDManager owner;
    private final NDArray[] arrays;
    private final FloatBuffer[] memory;

    /** Zeros of that many members. */
    public TensorStore(Layout layout, int members) {
        this.layout = layout;
        this.members = Check.atLeast("members", members, 1);
        this.owner = EngineRuntime.newManager();
        int count = layout.entries().size();
        this.arrays = new NDArray[count];
        this.memory = new FloatBuffer[count];
        for (int e = 0; e < count; e++) {
            Layout.Entry entry = layout.entry(e);
            if ((long) entry.size() * members * Float.BYTES > Integer.MAX_VALUE) {
                owner.close();
                throw new IllegalArgumentException(entry.name() + ": " + members + " members of " + entry.size()
                        + " values do not fit one array of 2 GiB; take fewer members at once");
            }
            arrays[e] = owner.zeros(stacked(layout.entry(e), members), DataType.FLOAT32);
            memory[e] = SharedMemory.floats(arrays[e]);
        }
    }

    /**
     * Copies of networks side by side; to be closed.
     *
     * @param networks at least one
     * @throws IllegalArgumentException if there is none, or one has another layout
     */
    public static TensorStore of(Layout layout, List<StateDict> networks) {
        for (int p = 0; p < networks.size(); p++) {
            layout.requireSame(networks.get(p).layout(), "the values of member " + p);
        }
        TensorStore store = new TensorStore(layout, networks.size());
        for (int p = 0; p < networks.size(); p++) {
            store.put(p, networks.get(p));
        }
        return store;
    }

    /** Gradient leaves that share this store's memory; see {@link Leaves}. */
    public Leaves leaves() {
        return new Leaves(this);
    }

    public Layout layout() {
        return layout;
    }

    public int members() {
        return members;
    }

    @Override
    public NDArray get(String name) {
        return arrays[layout.indexOf(name)];
    }

    NDArray array(int entry) {
        return arrays[entry];
    }

    /** The memory of an entry, {@code [P, shape]} row-major; member p starts at p times the entry's size. */
    public FloatBuffer memory(int entry) {
        return memory[entry];
    }

    /** Sets the values of one member. */
    public void put(int member, StateDict values) {
        layout.requireSame(values.layout(), "the values of member " + member);
        for (int e = 0; e < memory.length; e++) {
            FloatBuffer source = values.entry(e);
            memory[e].put(member * layout.entry(e).size(), source, 0, source.remaining());
        }
    }

    /** A copy of the values of one member. */
    public StateDict get(int member) {
        float[] flat = new float[layout.size()];
        for (int e = 0; e < memory.length; e++) {
            int size = layout.entry(e).size();
            memory[e].get(member * size, flat, layout.offset(e), size);
        }
        return StateDict.of(layout, flat);
    }

    @Override
    public void close() {
        owner.close();
    }

    private static Shape stacked(Layout.Entry entry, int members) {
        long[] shape = new long[entry.shape().size() + 1];
        shape[0] = members;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = entry.shape().get(i - 1);
        }
        return new Shape(shape);
    }
}
