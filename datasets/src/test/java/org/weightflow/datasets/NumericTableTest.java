package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumericTableTest {
    @Test
    void readsValuesAndLabels() throws DatasetFormatException {
        Examples examples = NumericTable.parse("t.csv", List.of("1,2.5,0", "-4,8,1"), 1, 2, 2)
                .toExamples(List.of(2), 2, 2);
        assertArrayEquals(new float[] {0.5f, 1.25f, -2, 4}, examples.features());
        assertArrayEquals(new int[] {0, 1}, examples.labels());
    }

    @ParameterizedTest(name = "line ''{0}''")
    @CsvSource(
            delimiter = '|',
            value = {
                "1,0     | found 2 columns",
                "1,2,0,  | found 4 columns",
                "''      | found 1 columns",
                "1,x,0   | found 'x'",
                "1,NaN,0 | found 'NaN'",
                "1,2,2   | label in [0, 2), found 2",
                "1,2,-1  | label in [0, 2), found -1",
                "1,2,0.5 | whole number as label, found '0.5'"
            })
    void namesFileLineAndRule(String line, String part) {
        var e = assertThrows(
                DatasetFormatException.class, () -> NumericTable.parse("t.csv", List.of("1,2,0", line), 2, 2, 2));
        assertTrue(e.getMessage().startsWith("t.csv line 3: ") && e.getMessage().contains(part), e::getMessage);
    }
}
