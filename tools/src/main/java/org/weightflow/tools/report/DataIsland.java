package org.weightflow.tools.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * The numbers behind the charts as JSON that can stand inside a script element: ASCII only, and without the characters with
 * which HTML could end or misread the element. What is not known is null.
 */
final class DataIsland {
    /** More than a chart or its tooltips can show; keeps the page small. */
    private static final MathContext DIGITS = new MathContext(6);

    private static final ObjectMapper MAPPER = mapper();

    private DataIsland() {}

    /** An empty object, for {@link #text}. */
    static ObjectNode newObject() {
        return MAPPER.createObjectNode();
    }

    static String of(ReportContent content) {
        ObjectNode root = newObject();
        root.put("testExamples", content.task().testExamples());
        ArrayNode series = root.putArray("series");
        List<SeriesStyle> styles = SeriesStyle.of(content.series());
        for (int i = 0; i < styles.size(); i++) {
            write(series.addObject(), content.series().get(i), styles.get(i));
        }
        write(root.putObject("spectrum"), content.spectrum());
        write(root.putObject("losses"), content.losses());
        ArrayNode layers = root.putArray("layers");
        for (ReportContent.LayerDensity each : content.layers()) {
            ObjectNode layer = layers.addObject().put("entry", each.entry()).put("prunable", each.prunable());
            put(layer, "zooKept", each.zooKept());
            put(layer, "samplesKept", each.samplesKept());
            put(layer, "zoo", each.zooDensity());
            put(layer, "samples", each.samplesDensity());
        }
        ArrayNode frontier = root.putArray("frontier");
        List<SeriesStyle> lineStyles = SeriesStyle.ofFrontier(content.frontier());
        for (int i = 0; i < lineStyles.size(); i++) {
            write(frontier.addObject(), content.frontier().get(i), lineStyles.get(i));
        }
        return text(root);
    }

    private static void write(ObjectNode node, FrontierLine line, SeriesStyle style) {
        node.put("name", line.name());
        node.put("generator", line.generator());
        node.put("colour", style.colour());
        node.put("shape", style.shape());
        ArrayNode levels = node.putArray("levels");
        line.levels().forEach(levels::add);
        put(node, "novelty", line.novelty());
        put(node, "accuracy", line.accuracy());
        put(node, "low", line.low());
        put(node, "high", line.high());
    }

    /** A tree as text that may stand inside a script element. */
    static String text(ObjectNode root) {
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written as JSON", e);
        }
    }

    private static void write(ObjectNode node, Series series, SeriesStyle style) {
        node.put("name", series.name());
        node.put("kind", series.kind().label());
        node.put("colour", style.colour());
        node.put("shape", style.shape());
        put(node, "accuracyMean", series.accuracy().mean());
        put(node, "noveltyMedian", series.novelty().median());
        put(node, "accuracy", series.points().accuracy());
        put(node, "novelty", series.points().novelty());
        put(node, "overlap", series.points().overlap());
        put(node, "x", series.points().x());
        put(node, "y", series.points().y());
    }

    private static void write(ObjectNode node, ReportContent.Spectrum spectrum) {
        put(node, "share", spectrum.share());
        put(node, "captured", spectrum.captured());
        put(node, "heldOut", spectrum.heldOutReconstruction());
    }

    private static void write(ObjectNode node, ReportContent.LossCurves losses) {
        put(node, "step", losses.step());
        put(node, "training", losses.training());
        put(node, "validation", losses.validation());
        put(node, "codeRms", losses.codeRmsRatio());
        put(
                node,
                "chosen",
                losses.chosenStep().isPresent() ? losses.chosenStep().getAsLong() : Double.NaN);
    }

    /** Adds a number to an object, rounded. */
    static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, rounded(value));
        } else {
            node.putNull(name);
        }
    }

    /** Adds a row of numbers to an object, rounded. */
    static void put(ObjectNode node, String name, Values values) {
        ArrayNode array = node.putArray(name);
        values.stream().forEach(value -> {
            if (Double.isFinite(value)) {
                array.add(rounded(value));
            } else {
                array.addNull();
            }
        });
    }

    /** As precisely as a page needs a number. */
    static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }

    private static ObjectMapper mapper() {
        JsonMapper mapper =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        mapper.getFactory().setCharacterEscapes(new InsideScript());
        return mapper;
    }

    /** The standard escapes and those of {@code < > &}, which rules out an end tag, a comment and a character reference. */
    private static final class InsideScript extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
            codes['<'] = CharacterEscapes.ESCAPE_STANDARD;
            codes['>'] = CharacterEscapes.ESCAPE_STANDARD;
            codes['&'] = CharacterEscapes.ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
