package org.weightflow.tools.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    private enum Rule {
        KAIMING_UNIFORM,
        TOP2,
        PLAIN
    }

    @Test
    void spellsConstantsInLowerCaseWithHyphens() {
        assertEquals(List.of("kaiming-uniform", "top2", "plain"), Choices.ids(Rule.class));
    }

    @Test
    void findsAConstantByItsSpellingOnly() {
        assertEquals(Optional.of(Rule.KAIMING_UNIFORM), Choices.find(Rule.class, "kaiming-uniform"));
        assertEquals(Optional.empty(), Choices.find(Rule.class, "KAIMING_UNIFORM"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "--thread, --threads",
        "--otu, --out",
        "batch_size, batchSize",
        "batchsze, batchSize",
        "zebra, ''",
        "x, ''",
        "'', ''",
    })
    void suggestsWhatIsNear(String typed, String meant) {
        List<String> known = List.of("--out", "--threads", "batchSize", "epochs", "n");
        assertEquals(meant, Nearest.of(typed, known).orElse(""));
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({"'', '', 0", "abc, '', 3", "abc, acb, 1", "abc, abd, 1", "kitten, sitting, 3", "ca, abc, 3"})
    void countsEdits(String from, String to, int edits) {
        assertEquals(edits, Nearest.edits(from, to));
    }

    @Property(tries = 200)
    void editsAreSymmetricAndZeroOnlyForEqualWords(
            @ForAll @AlphaChars @StringLength(max = 6) String a, @ForAll @AlphaChars @StringLength(max = 6) String b) {
        assertEquals(Nearest.edits(a, b), Nearest.edits(b, a));
        assertEquals(a.equals(b), Nearest.edits(a, b) == 0);
    }
}
