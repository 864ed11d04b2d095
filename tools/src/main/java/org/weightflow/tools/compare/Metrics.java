package org.weightflow.tools.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.generator.evaluation.MetricsTree;
import org.weightflow.networks.artefact.Json;
import org.weightflow.tools.compare.ComparedRun.Level;
import org.weightflow.tools.compare.Quantity.Source;

/**
 * A {@code metrics.json}, read key by key: what a version of weightflow did not write yet is not known, and what it writes that this
 * one does not know is passed over.
 */
final class Metrics {
    private final Path file;
    private final JsonNode root;

    private Metrics(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @throws IOException one sentence, if it is not the metrics of an evaluation or of a later schema
     */
    static Metrics read(Path file) throws IOException {
        JsonNode root = Json.read(file, JsonNode.class);
        if (!root.path("samples").isObject() || !root.path("zoo").isObject()) {
            throw new IOException(file + ": zoo and samples are missing; these are not the metrics of an evaluation");
        }
        int schema = root.path("schema").asInt();
        if (schema > MetricsTree.SCHEMA) {
            throw new IOException(
                    file + ": schema " + schema + " is later than " + MetricsTree.SCHEMA + ", the last one known here");
        }
        return new Metrics(file, root);
    }

    /** The names of the outliers that the samples were tried on. */
    List<String> outliers() {
        List<String> names = new ArrayList<>();
        root.at("/samples/outliers").fieldNames().forEachRemaining(names::add);
        return names;
    }

    Estimate estimate(Source source) throws IOException {
        return new Estimate(
                number(source.value()),
                number(source.sd()),
                number(source.low()),
                number(source.high()),
                text(source.note()));
    }

    /** The levels of the generator's family; none if there is no such family. */
    List<Level> frontier() throws IOException {
        JsonNode families = root.at("/frontier/families");
        for (int f = 0; f < families.size(); f++) {
            if (families.get(f).path("generator").asBoolean()) {
                return levels("/frontier/families/" + f + "/levels");
            }
        }
        return List.of();
    }

    private List<Level> levels(String at) throws IOException {
        List<Level> levels = new ArrayList<>();
        int count = root.at(at).size();
        for (int i = 0; i < count; i++) {
            String level = at + "/" + i;
            levels.add(new Level(
                    text(level + "/name"),
                    number(level + "/novelty"),
                    number(level + "/accuracy"),
                    number(level + "/low"),
                    number(level + "/high")));
        }
        return levels;
    }

    /** The text at a JSON pointer; empty where there is none. */
    private String text(String pointer) {
        JsonNode node = root.at(pointer);
        return node.isTextual() ? node.textValue() : "";
    }

    /** The number at a JSON pointer; NaN if the pointer is empty, leads nowhere or to null. */
    private double number(String pointer) throws IOException {
        JsonNode node = root.at(pointer);
        if (pointer.isEmpty() || node.isMissingNode() || node.isNull()) {
            return Double.NaN;
        }
        if (!node.isNumber()) {
            throw new IOException(
                    file + ": " + pointer.substring(1).replace('/', '.') + ": " + Json.line(node) + " is not a number");
        }
        return node.doubleValue();
    }
}
