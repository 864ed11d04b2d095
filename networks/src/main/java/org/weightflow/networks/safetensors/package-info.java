/** Checkpoints and masks as safetensors files, read without copying and without trust. Start with {@link org.weightflow.networks.safetensors.SafetensorsFile}. */
package org.weightflow.networks.safetensors;
