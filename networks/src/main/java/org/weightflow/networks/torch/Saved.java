package org.weightflow.networks.torch;

import java.util.Map;
import org.weightflow.networks.archive.StoredZip;

/**
 * What both formats of PyTorch come down to.
 *
 * @param root     the value that was saved
 * @param storages where the bytes of each storage lie, by key
 */
record Saved(Object root, Map<String, StoredZip.Range> storages) {}
