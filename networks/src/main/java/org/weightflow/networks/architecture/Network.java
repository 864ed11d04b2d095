package org.weightflow.networks.architecture;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.HiddenSignals;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Work;

/** An architecture that is written once, as {@link Layers} that follow each other. */
interface Network extends Architecture {
    /** The layers from the inputs to the logits. */
    <X> X define(Layers<X> net, X inputs);

    /** How this network is written as a config and as an id. */
    Family family();

    /** The value of each of the family's options, by key. */
    Map<String, Object> options();

    @Override
    default String name() {
        return family().name();
    }

    @Override
    default Map<String, Object> config() {
        return family().config(options());
    }

    @Override
    default String id() {
        return family().id(options());
    }

    @Override
    default Layout layout() {
        return Trace.of(this).layout();
    }

    @Override
    default Symmetry symmetry() {
        return Trace.of(this).symmetry();
    }

    @Override
    default int widestSignal() {
        return Trace.of(this).widest();
    }

    @Override
    default Work work() {
        return Trace.of(this).work();
    }

    @Override
    default NDArray forward(ForwardPass pass, NDArray inputs) {
        return define(new Execution(pass), inputs);
    }

    @Override
    default HiddenSignals hiddenSignals() {
        return Trace.of(this).hiddenSignals();
    }

    @Override
    default void observe(ForwardPass pass, NDArray inputs, HiddenSignals.Listener listener) {
        define(new Execution(pass, new SignalRows(hiddenSignals().layout(), listener)), inputs);
    }
}
