package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weightflow.networks.architecture.Mlp.Norm;

/**
 * Reads a fully connected network whatever its layers are called: modules with a matrix {@code weight} and a {@code bias}, such as
 * {@code 0} and {@code 2} of an {@code nn.Sequential}, whose sizes chain in the order of their numbers or in that of the
 * checkpoint; perhaps one normalisation for each hidden layer.
 */
final class LinearChain {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|[^0-9]+");

    private final Mlp mlp;
    private final List<String> linear;
    private final List<String> norms;
    private final Shapes shapes;

    private LinearChain(Mlp mlp, List<String> linear, List<String> norms, Shapes shapes) {
        this.mlp = mlp;
        this.linear = linear;
        this.norms = norms;
        this.shapes = shapes;
    }

    /**
     * @return empty if the tensors are not those of linear layers and their normalisation
     * @throws IllegalArgumentException if they are, but do not chain
     */
    static Optional<LinearChain> of(Shapes shapes) {
        List<String> modules = modules(shapes);
        if (modules.isEmpty()
                || !modules.stream().allMatch(module -> isLinear(module, shapes) || isNorm(module, shapes))) {
            return Optional.empty();
        }
        List<String> byNumber = modules.stream()
                .sorted(Comparator.comparing(LinearChain::withPaddedNumbers))
                .toList();
        Optional<LinearChain> chain = inOrder(byNumber, shapes).or(() -> inOrder(modules, shapes));
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("not mlp: the layers " + byNumber
                    + " do not feed each other in this order, or are not normalised alike");
        }
        return chain;
    }

    /** What is before {@code .weight}, {@code .bias} and the like, in the order of the checkpoint; empty if a name is not so. */
    private static List<String> modules(Shapes shapes) {
        Set<String> modules = new LinkedHashSet<>();
        for (String name : shapes.names()) {
            int dot = name.lastIndexOf('.');
            if (dot < 0) {
                return List.of();
            }
            modules.add(name.substring(0, dot));
        }
        return List.copyOf(modules);
    }

    private static boolean isLinear(String module, Shapes shapes) {
        return shapes.has(module + ".weight", module + ".bias")
                && shapes.shape(module + ".weight").size() == 2
                && shapes.shape(module + ".bias")
                        .equals(shapes.shape(module + ".weight").subList(0, 1))
                && entries(module, shapes) == 2;
    }

    private static boolean isNorm(String module, Shapes shapes) {
        boolean affine = shapes.has(module + ".weight", module + ".bias")
                && shapes.shape(module + ".weight").size() == 1
                && shapes.shape(module + ".bias").equals(shapes.shape(module + ".weight"));
        int state = 0;
        for (String name : List.of(".running_mean", ".running_var", ".num_batches_tracked")) {
            state += shapes.has(module + name) ? 1 : 0;
        }
        return affine && entries(module, shapes) == 2 + state && (state == 0 || isBatchNorm(module, shapes));
    }

    private static boolean isBatchNorm(String module, Shapes shapes) {
        return shapes.has(module + ".running_mean", module + ".running_var");
    }

    private static long entries(String module, Shapes shapes) {
        return shapes.names().stream()
                .filter(name -> name.startsWith(module + ".") && name.lastIndexOf('.') == module.length())
                .count();
    }

    private static Optional<LinearChain> inOrder(List<String> modules, Shapes shapes) {
        List<String> linear =
                modules.stream().filter(module -> isLinear(module, shapes)).toList();
        List<String> norms =
                modules.stream().filter(module -> isNorm(module, shapes)).toList();
        if (linear.isEmpty() || (!norms.isEmpty() && norms.size() != linear.size() - 1)) {
            return Optional.empty();
        }
        List<Integer> widths = new ArrayList<>(List.of(shapes.extent(linear.get(0) + ".weight", 1)));
        for (int l = 0; l < linear.size(); l++) {
            int in = shapes.extent(linear.get(l) + ".weight", 1);
            if (in != widths.get(l)) {
                return Optional.empty();
            }
            widths.add(shapes.extent(linear.get(l) + ".weight", 0));
        }
        for (int l = 0; l < norms.size(); l++) {
            if (shapes.extent(norms.get(l) + ".weight", 0) != widths.get(l + 1)) {
                return Optional.empty();
            }
        }
        long batch = norms.stream().filter(norm -> isBatchNorm(norm, shapes)).count();
        if (batch > 0 && batch < norms.size()) {
            return Optional.empty();
        }
        Norm norm = norms.isEmpty() ? Norm.NONE : batch > 0 ? Norm.BATCH : Norm.LAYER;
        return Optional.of(new LinearChain(new Mlp(widths, norm), linear, norms, shapes));
    }

    Recognition recognised() {
        Map<String, String> names = new LinkedHashMap<>();
        List<String> modules = new ArrayList<>();
        int missing = 0;
        for (String entry :
                mlp.layout().entries().stream().map(each -> each.name()).toList()) {
            int dot = entry.indexOf('.');
            int layer = Integer.parseInt(entry.substring(2, dot)) - 1;
            String module = entry.startsWith("fc") ? linear.get(layer) : norms.get(layer);
            String theirs = module + entry.substring(dot);
            modules.add(module);
            if (shapes.has(theirs)) {
                names.put(entry, theirs);
            } else {
                missing++;
            }
        }
        List<String> assumed = new ArrayList<>();
        assumed.add(
                "the layers follow each other as " + modules.stream().distinct().toList() + ", with ReLU between them");
        if (missing > 0) {
            assumed.add(missing + " counters num_batches_tracked are missing and taken as 0");
        }
        return new Recognition.Found(mlp, names, assumed);
    }

    /** So that 10 comes after 9. */
    private static String withPaddedNumbers(String name) {
        StringBuilder padded = new StringBuilder();
        Matcher parts = NUMBER.matcher(name);
        while (parts.find()) {
            String part = parts.group();
            padded.append(Character.isDigit(part.charAt(0)) ? "0".repeat(Math.max(0, 12 - part.length())) : "")
                    .append(part);
        }
        return padded.toString();
    }
}
