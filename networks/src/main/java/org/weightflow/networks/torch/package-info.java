/** PyTorch's own checkpoint files, read without Python and without trust. Start with {@link org.weightflow.networks.torch.TorchFile}. */
package org.weightflow.networks.torch;
