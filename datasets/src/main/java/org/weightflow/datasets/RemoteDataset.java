package org.weightflow.datasets;

import java.net.URI;
import java.util.List;

/**
 * A dataset that can be downloaded.
 *
 * @param name the name that {@link Datasets#load} knows
 * @param mirrors its public mirrors, folders on the web
 * @param downloads its files
 */
record RemoteDataset(String name, List<URI> mirrors, List<Download> downloads) {
    static final RemoteDataset MNIST = new RemoteDataset(
            MnistFamily.MNIST.datasetName(),
            List.of(
                    URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                    URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
            List.copyOf(RemoteFile.MNIST));

    static final RemoteDataset CIFAR10 = new RemoteDataset(
            Cifar10.FULL.datasetName(),
            List.of(URI.create("https://www.cs.toronto.edu/~kriz/")),
            List.of(RemoteArchive.CIFAR10));

    static final List<RemoteDataset> ALL = List.of(MNIST, CIFAR10);

    RemoteDataset {
        mirrors = List.copyOf(mirrors);
        downloads = List.copyOf(downloads);
    }
}
