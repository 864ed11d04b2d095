package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.matching.Members;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.networks.Mlp;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;

/** The library in a few lines, as its README shows it. */
class ExampleTest {
    @Test
    void fitsAZooSamplesNetworksAndPredictsWithThem() {
        Examples flowers = TestZoo.flowers(1);
        Mlp architecture = Mlp.of(4, 8, 3);
        List<StateDict> trained = TestZoo.trained(architecture, flowers, 24);

        // Learn the distribution of the trained networks.
        ZooSource zoo = ZooSource.of(architecture, Members.of(trained));
        FlowConfig flow =
                FlowConfig.defaults().toBuilder().hidden(64).steps(1000).build();
        Generator generator = Generator.fit(zoo, GeneratorConfig.defaults().withFlow(flow), new Seed(7));

        // Sample eight new ones: complete weights, ready for use.
        List<Sample> samples =
                generator.sample(8, new Seed(1), SampleConfig.defaults()).toList();

        // Let them predict together.
        Ensemble ensemble = Ensemble.of(architecture, samples);
        Examples unseen = TestZoo.flowers(2);
        Predictions predictions = ensemble.predict(unseen);
        double accuracy = Classification.accuracy(predictions, unseen.labels());

        assertEquals(8, ensemble.size());
        assertTrue(accuracy > 0.85, () -> "the ensemble's accuracy is " + accuracy);
    }
}
