/** Sound: WAV files, spectrograms and mel filter banks: `fovea/audio`. */
export {
  type Filterbank,
  type LogMelOptions,
  logMel,
  type MelOptions,
  type MelSpectrogramOptions,
  melFilterbank,
  melSpectrogram,
} from "./mel.ts";
export { resample } from "./resample.ts";
export { type Spectrogram, type SpectrogramOptions, spectrogram } from "./spectrogram.ts";
export { type Sound, type WavOptions, wav } from "./wav.ts";
export type { Window } from "./window.ts";
