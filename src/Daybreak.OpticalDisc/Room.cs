namespace Daybreak.OpticalDisc;
