package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Layers.Convolution;

/**
 * A vision transformer in timm's names: {@code cls_token, pos_embed, patch_embed.proj}, then for each block
 * {@code x += attn(norm1(x)); x += mlp.fc2(gelu(mlp.fc1(norm2(x))))}, and {@code head(norm(x))} of the class token; exact GELU, layer
 * normalisation with epsilon 1e-6, no dropout. The default is DeepWeightFlow's: 2,693,578 parameters for CIFAR-10.
 * <p>Group {@code stream} is the residual stream, the same through all blocks, since layer normalisation commutes with permutations.
 * In each block {@code attn.heads} permutes heads, {@code attn.headH.qk} the features of a head that q and k are compared by, and
 * {@code attn.headH.vo} those that it hands on; their bases may be changed freely.
 *
 * @param patch side of the square patches
 * @param width features of a token
 * @param depth blocks
 * @param ratio hidden units of a block's MLP, in widths
 * @param input channels, height, width
 * @see <a href="https://arxiv.org/abs/2010.11929">Dosovitskiy et al. (2021)</a>
 */
public record Vit(int patch, int width, int depth, int heads, int ratio, List<Integer> input, int classes)
        implements Network {
    private static final double EPSILON = 1e-6;
    /** Features of a head in the usual transformers. */
    private static final int HEAD = 64;

    static final Family FAMILY = new Family(
            "vit",
            List.of(
                    Option.number("patch", "patch", 4),
                    Option.number("width", "width", 192),
                    Option.number("depth", "depth", 6),
                    Option.number("heads", "heads", 3),
                    Option.number("mlp", "mlp", 4),
                    Option.input(3, 32, 32),
                    Option.classes()),
            values -> new Vit(
                    values.number("patch"),
                    values.number("width"),
                    values.number("depth"),
                    values.number("heads"),
                    values.number("mlp"),
                    values.numbers("input"),
                    values.number("classes")),
            Vit::guess);

    public Vit {
        Check.atLeast("patch", patch, 1);
        Check.atLeast("width", width, 1);
        Check.atLeast("depth", depth, 1);
        Check.atLeast("heads", heads, 1);
        Check.atLeast("mlp", ratio, 1);
        input = Images.checked(input);
        Check.atLeast("classes", classes, 1);
        if (width % heads != 0) {
            throw new IllegalArgumentException("width " + width + " is no multiple of " + heads + " heads");
        }
        if (input.get(1) % patch != 0 || input.get(2) % patch != 0) {
            throw new IllegalArgumentException(
                    "input " + input + " does not divide into patches of " + patch + " by " + patch);
        }
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        if (!shapes.has("cls_token", "pos_embed", "patch_embed.proj.weight", "blocks.0.mlp.fc1.weight")) {
            return Optional.empty();
        }
        int width = shapes.extent("cls_token", 2);
        int heads = width % HEAD == 0 ? width / HEAD : 1;
        int patch = shapes.extent("patch_embed.proj.weight", 2);
        int extent = patch * Shapes.side("pos_embed", shapes.extent("pos_embed", 1) - 1);
        return Recogniser.Guess.of(
                new Vit(
                        patch,
                        width,
                        shapes.count("blocks.", 0, ".norm1.weight"),
                        heads,
                        shapes.extent("blocks.0.mlp.fc1.weight", 0) / width,
                        List.of(shapes.extent("patch_embed.proj.weight", 1), extent, extent),
                        shapes.extent("head.weight", 0)),
                "attention has " + heads + " heads" + (width % HEAD == 0 ? " of the usual " + HEAD + " features" : ""),
                "images are square");
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of(
                "patch", patch, "width", width, "depth", depth, "heads", heads, "mlp", ratio, "input", input, "classes",
                classes);
    }

    @Override
    public int inputs() {
        return Images.size(input);
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        int patches = (input.get(1) / patch) * (input.get(2) / patch);
        X token = net.units("stream", net.embedding("cls_token", 1, width));
        X positions = net.embedding("pos_embed", 1 + patches, width);
        Convolution embedding = Convolution.of(width, patch).stride(patch);
        X image = net.convolution("patch_embed.proj", Images.of(net, inputs, input), embedding);
        X x = net.add(net.concatenate(token, net.tokens(image)), positions);
        for (int block = 0; block < depth; block++) {
            String name = "blocks." + block;
            x = net.add(x, net.attention(name + ".attn", net.layerNorm(name + ".norm1", x, EPSILON), heads));
            X hidden = net.linear(name + ".mlp.fc1", net.layerNorm(name + ".norm2", x, EPSILON), ratio * width);
            x = net.add(x, net.linear(name + ".mlp.fc2", net.activation(Nonlinearity.GELU, hidden), width));
        }
        return net.linear("head", net.layerNorm("norm", net.firstToken(x), EPSILON), classes);
    }
}
