package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.architecture.Architectures;

/** Layer sums of (weights of a kernel or matrix) times (pixels or tokens that it makes), by hand. */
class WorkTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        // 784 * 300 + 300 * 100 + 100 * 10
        "lenet-300-100, 266200",
        // 20 * 25 * 24^2 + 50 * 20 * 25 * 8^2 + 800 * 500 + 500 * 10
        "lenet-5, 2293000",
        // First layer 3 * 16 * 9 * 32^2, six layers 16 * 16 * 9 * 32^2, twice one of half the cost and five of the
        // same, 64 * 10
        "resnet-20, 40551040",
    })
    void isTheSumOverLayers(String id, long expected) {
        assertEquals(expected, dense(Architectures.parse(id)));
    }

    @Test
    void attentionMultipliesSignalsAsWell() {
        Architecture vit = Architectures.parse("vit");
        Work work = vit.work();
        // Every block: scores and weighted values, 65 * 65 * 192 each.
        assertEquals(6 * 2 * 65L * 65 * 192, work.fixed());
        // Patches 4 * 4 * 3 * 192 on 64 places, six blocks of 12 d^2 on 65 tokens, the head on one.
        long layers = 48L * 192 * 64 + 6 * 12L * 192 * 192 * 65 + 192 * 10;
        assertEquals(layers + work.fixed(), dense(vit));
    }

    @Test
    void prunedValuesTakeNothing() {
        Architecture mlp = Architectures.parse("mlp-4-8-3");
        Layout layout = mlp.layout();
        assertEquals(
                10 + 24,
                mlp.work()
                        .multiplyAdds(e -> layout.entry(e).name().equals("fc1.weight")
                                ? 10
                                : layout.entry(e).size()));
    }

    private static long dense(Architecture architecture) {
        Layout layout = architecture.layout();
        return (long) architecture.work().multiplyAdds(e -> layout.entry(e).size());
    }
}
