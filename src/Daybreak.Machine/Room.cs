namespace Daybreak.Machine;
