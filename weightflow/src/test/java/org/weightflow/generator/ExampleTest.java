package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.matching.Members;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
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

    /** The README shows these very lines. */
    @Test
    void theReadmeShowsWhatIsCompiledHere() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int start = readme.indexOf("```java\n") + "```java\n".length();
        List<String> shown = readme.substring(start, readme.indexOf("```", start))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        Set<String> compiled = Files.readString(
                        Path.of("src", "test", "java", "org", "weightflow", "generator", "ExampleTest.java"))
                .lines()
                .map(String::strip)
                .collect(Collectors.toSet());
        assertTrue(shown.size() > 8, () -> "only " + shown);
        assertEquals(
                List.of(),
                shown.stream().filter(line -> !compiled.contains(line)).toList());
    }
}
