package org.weightflow.generator.ensemble;

import java.util.stream.Collectors;
import org.weightflow.networks.Layout;

/** The section of an ensemble's README.md that says how its files are read. */
final class UseCard {
    private UseCard() {}

    static String of(Layout layout) {
        return """
                ## Use

                Every file in `members/` holds one state dict:

                | entry | shape |
                |---|---|
                %s
                In PyTorch, `net` being a module with these entries:

                ```python
                from safetensors.torch import load_file
                net.load_state_dict(load_file("members/000000.safetensors"), strict=True)
                ```

                In Java, all of them together:

                ```java
                Ensemble ensemble = Ensemble.open(Path.of("."));
                Predictions predictions = ensemble.predict(examples);
                ```
                """
                .formatted(entries(layout));
    }

    private static String entries(Layout layout) {
        return layout.entries().stream()
                .map(entry -> "| `" + entry.name() + "` | " + entry.shape() + " |\n")
                .collect(Collectors.joining());
    }
}
