namespace Daybreak.Platform;
