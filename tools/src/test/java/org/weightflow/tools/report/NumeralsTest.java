package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumeralsTest {
    @ParameterizedTest(name = "{0} with {1} decimals: {2}")
    @CsvSource({
        "0.5, 0, 1",
        "0.125, 2, 0.13",
        "-0.125, 2, \u22120.13",
        "-0.001, 2, 0.00",
        "1e-9, 3, 0.000",
        "12345.678, 1, 12345.7",
        "NaN, 2, \u2013",
        "Infinity, 2, \u2013"
    })
    void writesAFixedNumberOfDecimals(double value, int digits, String expected) {
        assertEquals(expected, Numerals.decimal(value, digits));
    }

    @Test
    void writesUnitsOnlyAfterNumbers() {
        assertEquals("96.0 %", Numerals.withUnit(Numerals.percent(0.96, 1), " %"));
        assertEquals("\u2013", Numerals.withUnit(Numerals.percent(Double.NaN, 1), " %"));
    }

    @Test
    void countsInWords() {
        assertEquals("1 sample", Numerals.count(1, "sample"));
        assertEquals("0 samples", Numerals.count(0, "sample"));
        assertEquals("1,024 samples", Numerals.count(1024, "sample"));
    }

    @Test
    void keepsSignificantDigitsWithoutZerosAtTheEnd() {
        assertEquals("16.78", Numerals.significant(16.77721, 4));
        assertEquals("0.00125", Numerals.significant(0.00125, 4));
        assertEquals("20", Numerals.significant(20.0004, 4));
        assertEquals("100", Numerals.significant(99.996, 4));
        assertEquals("\u22125.5", Numerals.significant(-5.5, 4));
        assertEquals("0", Numerals.significant(0, 4));
        assertEquals("\u2013", Numerals.significant(Double.NaN, 4));
    }
}
