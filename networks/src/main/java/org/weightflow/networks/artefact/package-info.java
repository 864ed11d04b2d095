/** What every artefact folder is made of: whole files or none, one writer, canonical JSON, checksums. Start with {@link org.weightflow.networks.artefact.AtomicFiles}. */
package org.weightflow.networks.artefact;
